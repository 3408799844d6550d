/* The bookmark is for other pages: here a click on it would only be refused by the site's own policy. */

for (const link of document.querySelectorAll("[data-bookmarklet]")) {
  link.addEventListener("click", (event) => event.preventDefault());
}
