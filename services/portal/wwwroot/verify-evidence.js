// Checks evidence of a draw by arithmetic alone, from services/Sortition/FORMAT.md. Nothing leaves the browser.
const one = 10n ** 15n;
const current = "caisse-sortition-3";
const earlier = "caisse-sortition-2";
const enough = one / 1000000n;

export class Difference extends Error {
  constructor(name, ...values) {
    super(`${name} ${values.join(" ")}`);
    this.said = [name, ...values];
  }
}

function unless(holds, name, ...values) {
  if (!holds) {
    throw new Difference(name, ...values);
  }
}

function number(text, path) {
  unless(typeof text === "string" && /^-?(0|[1-9][0-9]*)(\.[0-9]{0,14}[1-9])?$/.test(text) && text !== "-0", "wrong", path);
  const [whole, decimals = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole) * one + BigInt(decimals.padEnd(15, "0"));
  return text.startsWith("-") ? -units : units;
}

function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    return `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hashOf = async text => hex(await sha256(new TextEncoder().encode(text)));
const digest = value => hashOf(canonical(value));

async function below(value, bundle, count, purpose = "") {
  let drawn = await sha256(new TextEncoder().encode(value + bundle + purpose));
  const first = bytes => BigInt(`0x${hex(bytes.subarray(0, 8))}`);
  const bound = BigInt(count), top = 2n ** 64n - 1n;
  while (first(drawn) >= top - top % bound) {
    drawn = await sha256(drawn);
  }
  return Number(first(drawn) % bound);
}

/** A fraction rounded up. */
function above(numerator, denominator) {
  const whole = numerator / denominator;
  return whole * denominator < numerator ? whole + 1n : whole;
}

/** The largest whole number whose square is not above it. */
function root(square) {
  let found = square === 0n ? 0n : 1n << BigInt(square.toString(2).length + 1 >> 1);
  while (found * found > square) {
    found = (found + square / found) / 2n;
  }
  return found;
}

const add = (map, key, amount) => map.set(key, (map.get(key) ?? (typeof amount === "bigint" ? 0n : 0)) + amount);

class Draw {
  constructor(file, openings, said) {
    Object.assign(this, { file, openings, said, pool: file.pool, order: file.order, result: file.result, size: file.order.size });
  }

  async open() {
    const opened = new Map((this.openings?.persons ?? []).map(person => [person.id, person]));
    this.persons = [];
    for (const [at, person] of this.pool.persons.entries()) {
      const own = person.sealed === undefined ? undefined : opened.get(person.id);
      unless(!own || await digest(own) === person.sealed, "opening", `pool.persons[${at}]`);
      this.persons.push(own ?? person);
    }
    const quotaAt = new Map(this.pool.quotas.map((quota, at) => [JSON.stringify([quota.category, quota.feature]), at]));
    this.quotasOf = this.persons.map(person => (person.features ?? [])
      .map((feature, at) => quotaAt.get(JSON.stringify([this.pool.categories[at], feature]))));
    this.isOpen = this.persons.every(person => person.features !== undefined);
    this.proof = this.result.proof;
    if (this.openings?.proof) {
      unless(await digest(this.openings.proof) === this.result.sealed, "opening", "result.sealed");
      this.proof = this.openings.proof.proof;
    }
    const sealed = this.persons.filter(person => person.features === undefined).length;
    if (sealed > 0) {
      this.said.push(["sealed", sealed]);
    }
  }

  keeps(counts, unknown = 0) {
    return this.pool.quotas.every((quota, at) =>
      (counts.get(at) ?? 0) <= quota.max && (counts.get(at) ?? 0) + unknown >= quota.min);
  }

  countsOf(places) {
    const counts = new Map();
    places.forEach(place => this.quotasOf[place].forEach(quota => add(counts, quota, 1)));
    return counts;
  }

  checkPanels() {
    const { panels } = this.result;
    unless(panels.length === this.order.lottery, "wrong", "result.panels");
    panels.forEach((panel, at) => {
      const homes = panel.map(place => this.persons[place].household).filter(home => home !== undefined);
      const unknown = panel.filter(place => this.persons[place].features === undefined).length;
      const isInOrder = panel.every((place, seat) => seat === 0 || panel[seat - 1] < place);
      unless(panel.length === this.size && isInOrder && new Set(homes).size === homes.length
        && this.keeps(this.countsOf(panel), unknown), "panel", `result.panels[${at}]`);
    });
    this.said.push(["panels", panels.length]);
  }

  findKinds() {
    const together = new Map();
    this.persons.forEach((person, place) => {
      const home = person.household ?? place;
      together.set(home, [...(together.get(home) ?? []), place]);
    });
    const kinds = new Map();
    this.homes = new Map();
    for (const members of together.values()) {
      const inside = JSON.stringify(members.map(place => JSON.stringify(this.persons[place].features)).sort());
      add(this.homes, inside, 1);
      for (const place of members) {
        const key = `${inside} ${JSON.stringify(this.persons[place].features)}`;
        kinds.set(key, { inside, places: [...(kinds.get(key)?.places ?? []), place] });
      }
    }
    this.kinds = new Map();
    this.living = new Map();
    for (const { inside, places } of kinds.values()) {
      const kind = Math.min(...places);
      const most = Math.min(this.size, this.homes.get(inside));
      this.kinds.set(kind, { inside, places, most, quotas: this.quotasOf[kind], count: BigInt(places.length) });
      this.living.set(inside, [...(this.living.get(inside) ?? []), kind]);
    }
  }

  leaf(step, weights, least, most) {
    const ofSize = number(step.size, "tree");
    const ofQuota = new Map(Object.entries(step.quotas).map(([at, multiplier]) => [Number(at), number(multiplier, "tree")]));
    let bound = ofSize * BigInt(this.size);
    for (const [at, multiplier] of ofQuota) {
      const quota = this.pool.quotas[at];
      bound += multiplier * BigInt(multiplier > 0n ? Math.min(quota.max, this.size) : quota.min);
    }
    const beyond = new Map([...this.kinds].map(([kind, { quotas }]) => [kind, quotas.reduce(
      (sum, quota) => sum - (ofQuota.get(quota) ?? 0n), (weights.get(kind) ?? 0n) - ofSize)]));
    for (const [inside, kinds] of this.living) {
      let free = this.homes.get(inside) - kinds.reduce((sum, kind) => sum + least.get(kind), 0);
      if (free < 0) {
        return null;
      }
      const heaviestFirst = [...kinds].sort((a, b) => (beyond.get(a) < beyond.get(b) ? 1 : beyond.get(a) > beyond.get(b) ? -1 : 0));
      for (const kind of heaviestFirst) {
        const more = beyond.get(kind) > 0n ? Math.min(free, most.get(kind) - least.get(kind)) : 0;
        free -= more;
        bound += beyond.get(kind) * BigInt(least.get(kind) + more);
      }
    }
    return bound;
  }

  heaviest(tree, weights) {
    let at = 0;
    const least = new Map([...this.kinds.keys()].map(kind => [kind, 0]));
    const most = new Map([...this.kinds].map(([kind, known]) => [kind, known.most]));
    const walk = () => {
      const step = tree[at++];
      unless(step, "wrong", "tree");
      if (step.kind === undefined) {
        return this.leaf(step, weights, least, most);
      }
      const { kind, atMost } = step, [low, high] = [least.get(kind), most.get(kind)];
      unless(low <= atMost && atMost < high, "wrong", "tree");
      most.set(kind, atMost);
      const fewer = walk();
      most.set(kind, high);
      least.set(kind, atMost + 1);
      const more = walk();
      least.set(kind, low);
      return fewer === null || (more !== null && more > fewer) ? more : fewer;
    };
    const bound = walk();
    unless(bound !== null && at === tree.length, "wrong", "tree");
    return bound;
  }

  checkMixture() {
    const amounts = new Map();
    let whole = 0n;
    this.proof.mixture.forEach((mixed, at) => {
      const path = `result.proof.mixture[${at}]`, share = number(mixed.share, path);
      const seen = new Map(), living = new Map();
      let size = 0;
      for (const [name, count] of Object.entries(mixed.kinds)) {
        const kind = Number(name), known = this.kinds.get(kind);
        unless(known && count > 0 && count <= known.most, "panel", path);
        size += count;
        add(amounts, kind, share * BigInt(count));
        add(living, known.inside, count);
        known.quotas.forEach(quota => add(seen, quota, count));
      }
      unless(share > 0n && size === this.size && this.keeps(seen)
        && [...living].every(([inside, count]) => count <= this.homes.get(inside)), "panel", path);
      whole += share;
    });
    unless(whole === one, "wrong", "result.proof.mixture");
    for (const [kind, known] of this.kinds) {
      known.probability = (amounts.get(kind) ?? 0n) / known.count;
      known.places.forEach(place => unless(
        number(this.result.probabilities[place], `result.probabilities[${place}]`) === known.probability,
        "wrong", `result.probabilities[${place}]`));
    }
    this.said.push(["mixture", this.proof.mixture.length]);
  }

  checkLevels() {
    const never = [...this.kinds].filter(([, known]) => known.probability === 0n).map(([kind]) => kind).sort((a, b) => a - b);
    const { exclusions, levels } = this.proof;
    unless(canonical(exclusions.map(exclusion => exclusion.kind)) === canonical(never), "wrong", "result.proof.exclusions");
    const loose = exclusions.filter(({ kind, tree }) => this.heaviest(tree, new Map([[kind, one]])) >= one).length;
    const fixed = new Set(never), gaps = [];
    unless(this.result.levels.length === levels.length, "wrong", "result.levels");
    if (never.length > 0) {
      this.said.push(["never", never.length - loose, never.length]);
    }
    if (this.order.objective === "goldilocks") {
      this.checkBalance(levels, fixed);
      return;
    }
    levels.forEach((level, at) => gaps.push(this.gapOf(level, this.result.levels[at], fixed, at)));
    unless(this.order.objective === "maximin" || fixed.size === this.kinds.size, "wrong", "result.proof.levels");
    if (this.order.objective === "nash") {
      this.checkGeometricMean(levels);
    } else {
      const most = gaps.reduce((a, b) => (a > b ? a : b), 0n);
      this.said.push(["levels", gaps.filter(gap => gap <= enough).length, gaps.length, (Number(most) / 1e15).toPrecision(2)]);
    }
  }

  checkGeometricMean(levels) {
    const some = [...this.kinds].filter(([, known]) => known.probability > 0n);
    const products = some.map(([kind, known]) => number(levels[0].weights[kind] ?? "0", "weights") * known.probability);
    const smallest = products.reduce((a, b) => (a < b ? a : b));
    unless(levels.length === 1 && smallest > 0n, "wrong", "result.proof.levels");
    const persons = some.reduce((sum, [, known]) => sum + known.count, 0n);
    const factor = number(levels[0].heaviest, "heaviest") * one * one / (persons * smallest);
    this.said.push(["geometric", Math.max(0, Number(factor - one) / 1e15).toExponential(1)]);
  }

  checkBalance(levels, never) {
    const [level] = levels, [shown] = this.result.levels, path = "result.levels[0]";
    const some = [...this.kinds].filter(([kind]) => !never.has(kind)).sort(([a], [b]) => a - b);
    unless(levels.length === 1 && canonical(level.fixed) === canonical(some.map(([kind]) => kind)), "wrong", "result.proof.levels");
    const weights = new Map(Object.entries(level.weights).map(([kind, weight]) => [Number(kind), number(weight, path)]));
    unless([...weights.keys()].every(kind => this.kinds.has(kind)), "wrong", path);
    const heaviest = this.heaviest(level.tree, weights), size = BigInt(this.size);
    const persons = some.reduce((sum, [, known]) => sum + known.count, 0n);
    const chances = some.map(([, known]) => known.probability);
    const [most, least] = [chances.reduce((a, b) => (a > b ? a : b)), chances.reduce((a, b) => (a < b ? a : b))];
    const value = above(persons * most, size) + above(size * one * one, persons * least);
    let [inFavour, against] = [0n, 0n];
    for (const [kind, weight] of weights) {
      const ofAll = weight * this.kinds.get(kind).count;
      [inFavour, against] = weight > 0n ? [inFavour + ofAll, against] : [inFavour, against - ofAll];
    }
    const proven = against === 0n ? 0n
      : root(4n * inFavour * one * one / against) - above(persons * heaviest * one, size * against);
    const bound = proven > 2n * one ? proven : 2n * one;
    unless(number(level.heaviest, path) === heaviest && number(shown.probability, path) === least
      && number(shown.bound, path) === bound && bound <= value, "wrong", path);
    this.said.push(["balance", (Number(value) / 1e15).toFixed(6), (Number(value - bound) / 1e15).toExponential(1)]);
  }

  gapOf(level, shown, fixed, at) {
    const path = `result.levels[${at}]`;
    const weights = new Map(Object.entries(level.weights).map(([kind, weight]) => [Number(kind), number(weight, path)]));
    unless([...weights].every(([kind, weight]) => weight >= 0n && this.kinds.has(kind)), "wrong", path);
    const heaviest = this.heaviest(level.tree, weights);
    let [before, others, least] = [0n, 0n, null];
    for (const [kind, known] of this.kinds) {
      const weight = (weights.get(kind) ?? 0n) * known.count;
      if (fixed.has(kind)) {
        before += weight * known.probability;
      } else {
        others += weight;
        least = least === null || known.probability < least ? known.probability : least;
      }
    }
    unless(others > 0n && least !== null, "wrong", path);
    const over = heaviest * one - before;
    const bound = over >= 0n ? (over + others - 1n) / others : over / others;
    unless(number(level.heaviest, path) === heaviest && number(shown.probability, path) === least
      && number(shown.bound, path) === bound, "wrong", path);
    level.fixed.forEach(kind => {
      unless(this.kinds.has(kind) && !fixed.has(kind), "wrong", `result.proof.levels[${at}].fixed`);
      fixed.add(kind);
    });
    return bound - least;
  }

  async checkOutcome(outcome, source) {
    const { bundleHash } = this.file, panel = this.result.panels[outcome.number];
    unless(outcome.number === await below(outcome.value, bundleHash, this.result.panels.length), "wrong", "outcome.number");
    unless(canonical(outcome.panel) === canonical(panel.map(place => this.persons[place].id)), "wrong", "outcome.panel");
    for (const seat of this.isOpen ? panel : []) {
      await this.checkAlternates(outcome, panel, seat);
    }
    this.said.push(["outcome", String(outcome.number).padStart(3, "0"), outcome.value, source]);
  }

  async checkAlternates(outcome, panel, seat) {
    const others = panel.filter(place => place !== seat), { id } = this.persons[seat];
    const homes = new Set(others.map(place => this.persons[place].household).filter(home => home !== undefined));
    const waiting = this.persons.filter((person, place) => !panel.includes(place) && !homes.has(person.household)
      && this.keeps(this.countsOf([...others, place]))).map(person => person.id).sort();
    const asked = [];
    while (asked.length < this.order.alternates && waiting.length > 0) {
      const at = await below(outcome.value, this.file.bundleHash, waiting.length, `alternate ${asked.length} of ${id}`);
      asked.push(...waiting.splice(at, 1));
    }
    unless(canonical(outcome.alternates[id]) === canonical(asked), "wrong", `outcome.alternates.${id}`);
  }
}

/** The text of a value of the outermost object, as it is written. */
function written(text, name) {
  let [depth, isText, start] = [0, false, -1];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (isText) {
      at += letter === "\\" ? 1 : 0;
      isText = letter !== "\"";
    } else if (letter === "\"") {
      if (depth === 1 && start < 0 && "{,".includes(text[at - 1]) && text.startsWith(`"${name}":`, at)) {
        at += name.length + 2;
        start = at + 1;
      } else {
        isText = true;
      }
    } else if ("{[".includes(letter)) {
      depth++;
    } else if ("}]".includes(letter) || letter === ",") {
      if (start >= 0 && (depth === 1)) {
        return text.slice(start, at);
      }
      depth -= letter === "," ? 0 : 1;
    }
  }
  throw new Difference("wrong", name);
}

async function checkEarlier(text, file, said) {
  const part = name => written(text, name);
  const bundle = `{"format":${part("format")},"order":${part("order")},"poolHash":${part("poolHash")},"result":${part("result")}}`;
  unless(await hashOf(part("pool")) === file.poolHash, "hash", "poolHash");
  unless(await hashOf(bundle) === file.bundleHash, "hash", "bundleHash");
  unless(await hashOf(text.replace(`"evidenceHash":${part("evidenceHash")}`, "\"evidenceHash\":\"\"")) === file.evidenceHash, "hash", "evidenceHash");
  said.push(["hashes", file.bundleHash]);
  const draw = new Draw(file, null, said);
  await draw.open();
  draw.checkPanels();
  if (file.outcome) {
    await draw.checkOutcome(file.outcome, file.outcome.source);
  }
  said.push(["earlier"]);
}

async function checkCurrent(text, file, openings, said) {
  unless(canonical(file) === text, "canonical");
  const { evidenceHash, ...sealed } = file;
  const { format, poolHash, order, result } = file;
  unless(await digest(file.pool) === poolHash, "hash", "poolHash");
  unless(await digest({ format, poolHash, order, result }) === file.bundleHash, "hash", "bundleHash");
  unless(await digest(sealed) === evidenceHash, "hash", "evidenceHash");
  said.push(["hashes", file.bundleHash]);
  const draw = new Draw(file, openings, said);
  await draw.open();
  draw.checkPanels();
  if (draw.isOpen && draw.proof) {
    draw.findKinds();
    draw.checkMixture();
    draw.checkLevels();
  } else {
    said.push(["closed"]);
  }
  if (file.outcome) {
    await draw.checkOutcome(file.outcome, order.source);
  } else {
    said.push(["awaited", order.source]);
  }
}

/** What holds, sentence by sentence, and the first that does not. */
export async function verify(text, openingsText) {
  const said = [];
  try {
    const file = JSON.parse(text);
    unless(file?.format === current || file?.format === earlier, "format");
    const openings = openingsText ? JSON.parse(openingsText) : null;
    await (file.format === earlier ? checkEarlier(text, file, said) : checkCurrent(text, file, openings, said));
    return { said, difference: null };
  } catch (error) {
    if (error instanceof Difference) {
      return { said, difference: error.said };
    }
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) {
      return { said, difference: ["format"] };
    }
    throw error;
  }
}
