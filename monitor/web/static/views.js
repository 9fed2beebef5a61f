/* Saved views: notifications of this browser for one view; the desk of that view shows them. */
"use strict";

for (const button of findAll("[data-notify]")) {
  const key = "monitor-notify " + button.dataset.notify;
  const text = button.textContent;
  const show = () => {
    const isOn = Boolean(localStorage.getItem(key));
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? button.dataset.on : text;
  };
  button.hidden = !("Notification" in window);
  button.addEventListener("click", async () => {
    if (localStorage.getItem(key)) localStorage.removeItem(key);
    else if (await Notification.requestPermission() === "granted") localStorage.setItem(key, "1");
    show();
  });
  show();
}
