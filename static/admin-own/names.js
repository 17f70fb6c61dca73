// Names for the pickers that Select2 makes: it gives them none, so a screen reader would say "combobox" and no more.
"use strict";
(function () {
  const nameOf = (select) => {
    const label = select.labels && select.labels[0];
    return (label ? label.textContent : select.name).trim().replace(/:$/, "");
  };

  function name(select) {
    const made = select.nextElementSibling;
    if (!made || !made.classList.contains("select2-container")) return;
    made.removeAttribute("style");
    const box = made.querySelector(".select2-selection");
    const chosen = made.querySelector(".select2-selection__rendered");
    const search = made.querySelector(".select2-search__field");
    const said = nameOf(select);
    if (search) {
      search.setAttribute("aria-label", said);
      box.setAttribute("aria-label", said);
    } else {
      const value = chosen.getAttribute("title");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", value ? said + ": " + value : said);
      chosen.removeAttribute("role");
      chosen.removeAttribute("aria-readonly");
    }
    // The cross that empties it stands between the list's items, and is no button for a keyboard: Delete is.
    const clear = made.querySelector("ul > .select2-selection__clear");
    if (clear) clear.setAttribute("role", "listitem");
  }

  function nameAll() {
    document.querySelectorAll("select.admin-autocomplete").forEach(name);
    // Django's chooser of groups and rights names its picture of a lens, on an element that has no name without a role.
    document.querySelectorAll(".search-label-icon").forEach((lens) => lens.setAttribute("role", "img"));
  }

  // The box itself is not seen any more, so its label leads to what was made of it.
  document.addEventListener("click", (event) => {
    const label = event.target instanceof Element && event.target.closest("label");
    const select = label && label.control;
    if (select && select.classList.contains("select2-hidden-accessible")) {
      event.preventDefault();
      const made = select.nextElementSibling;
      (made.querySelector(".select2-search__field") || made.querySelector(".select2-selection")).focus();
    }
  });

  window.addEventListener("load", () => {
    nameAll();
    const content = document.getElementById("content");
    if (content) new MutationObserver(nameAll).observe(content, { childList: true, subtree: true });
  });
}());
