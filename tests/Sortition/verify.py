"""Checks evidence of a draw, from services/Sortition/FORMAT.md alone: verify.py evidence.json [openings.json]"""
import hashlib
import json
import math
import re
import sys
from collections import Counter, defaultdict

ONE = 10 ** 15


def fail(where, what=""):
    sys.exit(f"{where}: {what}")


def number(text):
    if not isinstance(text, str) or not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]{0,14}[1-9])?", text) or text == "-0":
        fail(text, "is no number with at most 15 decimals")
    whole, _, decimals = text.lstrip("-").partition(".")
    units = int(whole) * ONE + int(decimals.ljust(15, "0"))
    return -units if text[0] == "-" else units


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def below(value, bundle, count, purpose=""):
    drawn = hashlib.sha256((value + bundle + purpose).encode()).digest()
    fair = 2 ** 64 - 1 - (2 ** 64 - 1) % count
    while int.from_bytes(drawn[:8], "big") >= fair:
        drawn = hashlib.sha256(drawn).digest()
    return int.from_bytes(drawn[:8], "big") % count


class Draw:
    def __init__(self, evidence, openings):
        self.file, self.pool, self.order = evidence, evidence["pool"], evidence["order"]
        self.size, self.result = self.order["size"], evidence["result"]
        opened = {one["id"]: one for one in openings.get("persons", [])}
        self.persons = []
        for at, person in enumerate(self.pool["persons"]):
            if "sealed" in person and person["id"] in opened:
                if digest(opened[person["id"]]) != person["sealed"]:
                    fail(f"pool.persons[{at}]", "the opening is not what was sealed")
                person = opened[person["id"]]
            self.persons.append(person)
        self.quota_at = {(quota["category"], quota["feature"]): at for at, quota in enumerate(self.pool["quotas"])}
        self.quotas_of = [self.quotas_seen(person) for person in self.persons]
        self.is_open = all("features" in person for person in self.persons)
        self.proof = self.result.get("proof")
        if "proof" in openings:
            if digest(openings["proof"]) != self.result["sealed"]:
                fail("result.sealed", "the opening is not what was sealed")
            self.proof = openings["proof"]["proof"]

    def quotas_seen(self, person):
        return [self.quota_at[pair] for pair in zip(self.pool["categories"], person.get("features", []))]

    def keeps(self, counts, unknown=0):
        return all(counts[at] <= quota["max"] and counts[at] + unknown >= quota["min"]
                   for at, quota in enumerate(self.pool["quotas"]))

    def check_panels(self):
        if len(self.result["panels"]) != self.order["lottery"]:
            fail("result.panels", "more or fewer than ordered")
        for at, panel in enumerate(self.result["panels"]):
            counts = Counter(quota for place in panel for quota in self.quotas_of[place])
            unknown = sum("sealed" in self.persons[place] for place in panel)
            homes = [self.persons[place]["household"] for place in panel if "household" in self.persons[place]]
            if len(panel) != self.size or panel != sorted(set(panel)) or len(homes) != len(set(homes)):
                fail(f"result.panels[{at}]", "size, order, or a household twice")
            if not self.keeps(counts, unknown):
                fail(f"result.panels[{at}]", "a quota is broken")

    def find_kinds(self):
        together = defaultdict(list)
        for place, person in enumerate(self.persons):
            together[person.get("household", place)].append(place)
        self.homes, kinds = defaultdict(int), defaultdict(list)
        for members in together.values():
            inside = tuple(sorted(tuple(self.persons[place]["features"]) for place in members))
            self.homes[inside] += 1
            for place in members:
                kinds[(inside, tuple(self.persons[place]["features"]))].append(place)
        self.kinds = {min(places): sorted(places) for places in kinds.values()}
        self.inside = {min(places): inside for (inside, _), places in kinds.items()}
        self.most = {kind: min(self.size, self.homes[self.inside[kind]]) for kind in self.kinds}
        self.living = defaultdict(list)
        for kind, inside in self.inside.items():
            self.living[inside].append(kind)

    def leaf(self, step, weights, least, most):
        ofSize, ofQuota = number(step["size"]), {int(at): number(one) for at, one in step["quotas"].items()}
        bound = ofSize * self.size
        for at, one in ofQuota.items():
            quota = self.pool["quotas"][at]
            bound += one * (min(quota["max"], self.size) if one > 0 else quota["min"])
        beyond = {kind: weights.get(kind, 0) - ofSize - sum(ofQuota.get(at, 0) for at in self.quotas_of[kind])
                  for kind in self.kinds}
        for inside, kinds in self.living.items():
            free = self.homes[inside] - sum(least[kind] for kind in kinds)
            if free < 0:
                return None
            for kind in sorted(kinds, key=lambda kind: -beyond[kind]):
                more = min(free, most[kind] - least[kind]) if beyond[kind] > 0 else 0
                free -= more
                bound += beyond[kind] * (least[kind] + more)
        return bound

    def heaviest(self, tree, weights):
        steps = iter(tree)

        def walk(least, most):
            step = next(steps)
            if "kind" not in step:
                return self.leaf(step, weights, least, most)
            kind, at_most = step["kind"], step["atMost"]
            if not least[kind] <= at_most < most[kind]:
                fail("tree", "a step divides nothing")
            shown = [walk(least, {**most, kind: at_most}), walk({**least, kind: at_most + 1}, most)]
            return max((one for one in shown if one is not None), default=None)
        bound = walk(dict.fromkeys(self.kinds, 0), self.most)
        if bound is None or next(steps, None) is not None:
            fail("tree", "no panel, or steps too many")
        return bound

    def check_mixture(self):
        amounts, whole = Counter(), 0
        for at, mixed in enumerate(self.proof["mixture"]):
            share, counts = number(mixed["share"]), {int(kind): count for kind, count in mixed["kinds"].items()}
            seen, living = Counter(), Counter()
            for kind, count in counts.items():
                amounts[kind] += share * count
                living[self.inside[kind]] += count
                for quota in self.quotas_of[kind]:
                    seen[quota] += count
            if share <= 0 or sum(counts.values()) != self.size or not self.keeps(seen) \
                    or any(not 0 < counts[kind] <= self.most[kind] for kind in counts) \
                    or any(count > self.homes[inside] for inside, count in living.items()):
                fail(f"result.proof.mixture[{at}]", "is no panel")
            whole += share
        if whole != ONE:
            fail("result.proof.mixture", "the shares do not sum to 1")
        self.probability = {kind: amounts[kind] // len(self.kinds[kind]) for kind in self.kinds}
        for kind, places in self.kinds.items():
            for place in places:
                if number(self.result["probabilities"][place]) != self.probability[kind]:
                    fail(f"result.probabilities[{place}]", "is not what the mixture gives")

    def check_levels(self):
        never = sorted(kind for kind in self.kinds if self.probability[kind] == 0)
        if [one["kind"] for one in self.proof["exclusions"]] != never:
            fail("result.proof.exclusions", f"are not of {never}")
        loose = [one["kind"] for one in self.proof["exclusions"] if self.heaviest(one["tree"], {one["kind"]: ONE}) >= ONE]
        fixed, gaps = set(never), []
        if len(self.result["levels"]) != len(self.proof["levels"]):
            fail("result.levels", "more or fewer than proven")
        if self.order["objective"] == "goldilocks":
            self.check_balance(never)
            return
        for at, (shown, level) in enumerate(zip(self.result["levels"], self.proof["levels"])):
            weights = {int(kind): number(weight) for kind, weight in level["weights"].items()}
            heaviest, least = self.heaviest(level["tree"], weights), min(
                self.probability[kind] for kind in self.kinds if kind not in fixed)
            before = sum(weights.get(kind, 0) * len(self.kinds[kind]) * self.probability[kind] for kind in fixed)
            others = sum(weight * len(self.kinds[kind]) for kind, weight in weights.items() if kind not in fixed)
            bound = -((before - heaviest * ONE) // others)
            if min(weights.values()) < 0 or number(level["heaviest"]) != heaviest \
                    or number(shown["probability"]) != least or number(shown["bound"]) != bound:
                fail(f"result.levels[{at}]", "is not what the proof gives")
            if not set(level["fixed"]) <= set(self.kinds) - fixed:
                fail(f"result.proof.levels[{at}].fixed", "somebody is fixed already")
            fixed |= set(level["fixed"])
            gaps.append(bound - least)
        if self.order["objective"] != "maximin" and fixed != set(self.kinds):
            fail("result.proof.levels", "somebody is fixed by no level")
        if self.order["objective"] == "nash":
            some = [kind for kind in self.kinds if self.probability[kind] > 0]
            persons = sum(len(self.kinds[kind]) for kind in some)
            weights = {int(kind): number(weight) for kind, weight in self.proof["levels"][0]["weights"].items()}
            smallest = min(weights.get(kind, 0) * self.probability[kind] for kind in some)
            if len(gaps) != 1 or smallest <= 0:
                fail("result.proof.levels", "there is one, with a weight for each")
            factor = number(self.proof["levels"][0]["heaviest"]) * ONE / (persons * smallest)
            print(f"no lottery's geometric mean is larger by more than a part of {max(0, factor - 1):.1e}")
            return
        print(f"{sum(gap <= ONE // 10 ** 6 for gap in gaps)} of {len(gaps)} levels proven, the largest gap is "
              f"{max(gaps) / ONE:.1e}; {len(never) - len(loose)} of {len(never)} exclusions proven")

    def check_balance(self, never):
        shown, level = self.result["levels"][0], self.proof["levels"][0]
        weights = {int(kind): number(weight) for kind, weight in level["weights"].items()}
        some = sorted(set(self.kinds) - set(never))
        persons, chances = sum(len(self.kinds[kind]) for kind in some), [self.probability[kind] for kind in some]
        value = -(-persons * max(chances) // self.size) - (-self.size * ONE * ONE // (persons * min(chances)))
        total = [sum(sign * weight * len(self.kinds[kind]) for kind, weight in weights.items() if sign * weight > 0)
                 for sign in (1, -1)]
        heaviest, bound = self.heaviest(level["tree"], weights), 2 * ONE
        if total[1] > 0:
            cost = -(-persons * heaviest * ONE // (self.size * total[1]))
            bound = max(bound, math.isqrt(4 * total[0] * ONE * ONE // total[1]) - cost)
        if len(self.proof["levels"]) != 1 or level["fixed"] != some or number(level["heaviest"]) != heaviest \
                or number(shown["probability"]) != min(chances) or number(shown["bound"]) != bound or bound > value:
            fail("result.levels[0]", "is not what the proof gives")
        print(f"the balance is {value / ONE:.6f}, and no lottery's is smaller by more than {(value - bound) / ONE:.1e}")

    def check_outcome(self, outcome):
        value, bundle = outcome["value"], self.file["bundleHash"]
        if outcome["number"] != below(value, bundle, len(self.result["panels"])):
            fail("outcome.number", "does not follow from the value")
        panel = self.result["panels"][outcome["number"]]
        if outcome["panel"] != [self.persons[place]["id"] for place in panel]:
            fail("outcome.panel", "is not the panel of that number")
        for seat in panel if self.is_open else []:
            others, name = [place for place in panel if place != seat], self.persons[seat]["id"]
            homes = {self.persons[place].get("household") for place in others} - {None}
            counts = Counter(quota for place in others for quota in self.quotas_of[place])
            waiting = [person["id"] for place, person in enumerate(self.persons)
                       if place not in panel and person.get("household") not in homes
                       and self.keeps(counts + Counter(self.quotas_of[place]))]
            asked = [waiting.pop(below(value, bundle, len(waiting), f"alternate {at} of {name}"))
                     for at in range(min(self.order["alternates"], len(waiting)))]
            if outcome["alternates"][name] != asked:
                fail(f"outcome.alternates.{name}", f"are not {asked}")


def main(path, openings=None):
    text = open(path, "rb").read()
    evidence = json.loads(text)
    if canonical(evidence) != text or evidence["format"] != "caisse-sortition-3":
        fail("the file", "is not canonical, or of another format")
    if evidence["evidenceHash"] != digest({name: value for name, value in evidence.items() if name != "evidenceHash"}):
        fail("evidenceHash", "the file is not as it was sealed")
    bundle = {name: evidence[name] for name in ("format", "poolHash", "order", "result")}
    if evidence["poolHash"] != digest(evidence["pool"]) or evidence["bundleHash"] != digest(bundle):
        fail("poolHash or bundleHash", "is not that of the file")
    draw = Draw(evidence, json.load(open(openings, "rb")) if openings else {})
    draw.check_panels()
    if draw.is_open and draw.proof:
        draw.find_kinds()
        draw.check_mixture()
        draw.check_levels()
    if "outcome" in evidence:
        draw.check_outcome(evidence["outcome"])
    print("verified" if draw.is_open and draw.proof else "verified as far as it is public")


main(*sys.argv[1:])
