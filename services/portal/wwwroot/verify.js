// The page that checks evidence of a draw: reads the files, and says what holds in the words of the page.
import { verify } from "./verify-evidence.js";

const part = document.getElementById("verificateur");
const result = document.getElementById("resultat");
const words = new Map([...document.querySelectorAll("#mots dt")].map(name => [name.textContent, name.nextElementSibling.textContent]));
const say = (name, ...values) => words.get(name).replace(/\{(\d)\}/g, (_, at) => values[at] ?? "");

function show(name, text) {
  const line = document.createElement("p");
  line.className = `note ${name}`;
  const inside = document.createElement("span");
  inside.textContent = text;
  line.append(inside);
  result.append(line);
}

async function check() {
  const [evidence, openings] = ["preuve", "ouvertures"].map(id => document.getElementById(id).files[0]);
  result.replaceChildren();
  if (!evidence) {
    show("late", say("choose"));
    return;
  }
  show("", say("working"));
  const { said, difference } = await verify(await evidence.text(), openings ? await openings.text() : null);
  result.replaceChildren();
  show(difference ? "bad" : "good", difference ? say(...difference) : say("all"));
  const list = document.createElement("ul");
  for (const sentence of said) {
    const item = document.createElement("li");
    item.textContent = say(...sentence);
    list.append(item);
  }
  result.append(list);
}

// Browsers compute digests on pages that came safely alone.
if (part && globalThis.crypto?.subtle) {
  part.hidden = false;
  document.getElementById("verifier").addEventListener("click", () => check().catch(() => {
    result.replaceChildren();
    show("bad", say("format"));
  }));
}
