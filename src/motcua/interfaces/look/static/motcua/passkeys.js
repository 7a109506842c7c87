// Passkeys: asks the server what to ask the authenticator, and carries its answer back in the form.
(() => {
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const ids = (list) => (list || []).map((held) => ({ ...held, id: toBytes(held.id) }));

  const acts = {
    create: async (asked) => {
      const made = await navigator.credentials.create({
        publicKey: {
          ...asked,
          challenge: toBytes(asked.challenge),
          user: { ...asked.user, id: toBytes(asked.user.id) },
          excludeCredentials: ids(asked.excludeCredentials),
        },
      });
      return {
        clientDataJSON: toText(made.response.clientDataJSON),
        attestationObject: toText(made.response.attestationObject),
        made,
      };
    },
    get: async (asked) => {
      const made = await navigator.credentials.get({
        publicKey: { ...asked, challenge: toBytes(asked.challenge), allowCredentials: ids(asked.allowCredentials) },
      });
      const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
      return {
        clientDataJSON: toText(clientDataJSON),
        authenticatorData: toText(authenticatorData),
        signature: toText(signature),
        userHandle: userHandle ? toText(userHandle) : null,
        made,
      };
    },
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) {
      form.hidden = true;
      continue;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[role=alert]");
      said.hidden = true;
      try {
        const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
        const begun = await fetch(form.dataset.begin, { method: "POST", headers: { "X-CSRFToken": token } });
        if (!begun.ok) throw new Error(begun.status);
        const { publicKey } = await begun.json();
        const { made, ...response } = await acts[form.dataset.passkey](publicKey);
        form.querySelector("[name$=answer]").value = JSON.stringify({
          id: made.id,
          rawId: toText(made.rawId),
          type: made.type,
          authenticatorAttachment: made.authenticatorAttachment,
          clientExtensionResults: {},
          response,
        });
        form.submit();
      } catch {
        // Cancelled, no passkey here, or the server is away: the password above always works.
        said.textContent = form.dataset.failed;
        said.hidden = false;
      }
    });
  }
})();
