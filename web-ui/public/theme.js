// Runs before the first paint, so that a dark screen does not flash white.
(function () {
  var choice = localStorage.getItem("portledger.theme");
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("pf-v6-theme-dark", dark);
})();
