// A form is sent once: its button says so and waits. When the page comes back from history, it works again.
const busy = document.documentElement.lang === "en" ? "One moment…" : "Un instant…";

document.addEventListener("submit", event => {
  const button = event.submitter ?? event.target.querySelector("button");
  if (event.target.method !== "post" || !button) {
    return;
  }
  if (button.dataset.words) {
    event.preventDefault();
    return;
  }
  button.dataset.words = button.textContent;
  // After the form's values are taken: a disabled button would not be among them.
  setTimeout(() => {
    button.setAttribute("aria-disabled", "true");
    button.textContent = busy;
  });
});

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-disabled");
    delete button.dataset.words;
  }
});

// What was refused or done is read first.
document.querySelector("[data-focus]")?.focus();
