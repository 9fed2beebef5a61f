// Shows the description of the API; requests are sent with the login cookie of the page.
window.addEventListener("DOMContentLoaded", () => {
  window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    validatorUrl: null,
    withCredentials: true,
    supportedSubmitMethods: ["get"],
  });
});
