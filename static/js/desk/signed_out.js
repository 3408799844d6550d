/* Signing out leaves nothing in this browser that the site holds as well. What it could not be sent stays, so that
   nothing is lost, and is told of: whoever is not at home can throw it away. */

import { dropHeld } from "./copies.js";
import { remember } from "./editing.js";

const told = document.getElementById("left-here");
const left = dropHeld();
if (told && left.length) {
  told.querySelector(".left-here__said").textContent = told.dataset.said.replace("{number}", left.length);
  told.querySelector("button").addEventListener("click", () => {
    for (const name of left) remember(name, null);
    told.hidden = true;
  });
  told.hidden = false;
}
