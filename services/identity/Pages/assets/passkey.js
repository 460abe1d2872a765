// Passkeys: the one thing on these pages that HTML cannot do. Without it, the forms stay hidden.
const forms = document.querySelectorAll("form[data-passkey]");
const isKnown = window.PublicKeyCredential
    && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

async function optionsFor(form) {
    const answer = await fetch(`${form.getAttribute("action")}/demande`, { method: "POST" });
    if (!answer.ok) {
        throw new Error(`${answer.status}`);
    }
    return answer.json();
}

async function ask(form, more) {
    const options = await optionsFor(form);
    const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create(
            { publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), ...more })
        : await navigator.credentials.get(
            { publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more });
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
}

function offer(form) {
    let waiting = new AbortController();
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        waiting.abort();
        const status = form.querySelector("[role=status]");
        status.textContent = "";
        try {
            await ask(form, {});
        } catch {
            status.textContent = status.dataset.failed;
        }
    });
    return waiting;
}

if (isKnown) {
    for (const form of forms) {
        const waiting = offer(form);
        if (form.dataset.passkey === "get" && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
            // The browser offers its keys in the address field; nothing happens if nobody takes one.
            ask(form, { mediation: "conditional", signal: waiting.signal }).catch(() => {});
        }
    }
}
