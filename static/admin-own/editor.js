// Mends what django-markdownx's editor breaks. It must see the events first, so it listens on the document, in
// the capture phase; what it stops never reaches the editor, and the browser does what it always does.
"use strict";
(function () {
  const isEditor = (target) => target instanceof HTMLElement && target.classList.contains("markdownx-editor");

  // The editor's script is fetched when somebody enters the first box; until then the server's previews stand.
  document.addEventListener("focusin", function fetchScript(event) {
    if (!isEditor(event.target)) return;
    document.removeEventListener("focusin", fetchScript);
    const script = document.createElement("script");
    script.src = event.target.closest("[data-editor]").dataset.editor;
    document.head.append(script);
  });

  // Tab leads on to the next field, Ctrl+D and Ctrl+[ belong to the browser.
  document.addEventListener("keydown", (event) => {
    const taken = event.key === "Tab" || ((event.ctrlKey || event.metaKey) && ["d", "[", "]"].includes(event.key));
    if (taken && isEditor(event.target)) event.stopPropagation();
  }, true);

  // A link in a preview opens beside the form, which still holds what was typed.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".markdownx-preview a[href]");
    if (link) Object.assign(link, { target: "_blank", rel: "noopener" });
  }, true);

  // There is no upload: a pasted or dropped file does nothing, pasted and dropped text goes where it should.
  document.addEventListener("paste", (event) => {
    if (isEditor(event.target)) event.stopPropagation();
  }, true);
  for (const type of ["drop", "dragover", "dragenter", "dragleave"]) {
    document.addEventListener(type, (event) => {
      event.stopPropagation();
      if (event.dataTransfer && event.dataTransfer.types.includes("Files")) event.preventDefault();
    }, true);
  }
}());
