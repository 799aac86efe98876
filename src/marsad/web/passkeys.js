// Asks the browser for a passkey: to add one, or to sign in with one.
const form = document.querySelector("[data-passkey]");
const says = document.querySelector("[data-passkey-says]");
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

// A refusal comes as a page that says in the reader's language what is wrong and what to do.
const whatItSays = (page) => new DOMParser().parseFromString(page, "text/html").querySelector("[role=alert]")?.textContent.trim();

async function send(where, data) {
  const answer = await fetch(where, {
    method: "POST",
    headers: { "content-type": "application/json", "x-form-token": form.dataset.token },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error(whatItSays(await answer.text()) || form.dataset.failed);
  return answer.json();
}

function withBytes(options) {
  options.challenge = decode(options.challenge);
  if (options.user) options.user.id = decode(options.user.id);
  for (const key of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) key.id = decode(key.id);
  return options;
}

function plain(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return { id: credential.id, rawId: encode(credential.rawId), type: credential.type, response };
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const publicKey = withBytes(await send(`${form.dataset.passkey}/options`, {}));
    const isNew = form.dataset.kind === "new";
    const credential = await navigator.credentials[isNew ? "create" : "get"]({ publicKey });
    const more = isNew ? { label: form.elements.label.value } : { next: form.dataset.next };
    const done = await send(form.dataset.passkey, { ...plain(credential), ...more });
    location.assign(done.to);
  } catch (problem) {
    says.textContent = problem instanceof DOMException ? form.dataset.failed : problem.message;
  }
});
