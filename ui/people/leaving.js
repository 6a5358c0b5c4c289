// Log out: a form of this page's own, which the server answers with the page where one logs in.

export default ({ data }) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = data;
  document.body.append(form);
  form.submit();
};
