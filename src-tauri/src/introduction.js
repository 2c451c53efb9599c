// Runs before the page: its own calls carry what only this launch knows. All that touches the secret is taken from the
// browser here, so that nothing the page puts in its place gets to see it.
(() => {
  const { Request, Reflect } = window;
  const call = window.fetch.bind(window);
  const put = window.Headers.prototype.set;
  const headersOf = Object.getOwnPropertyDescriptor(Request.prototype, 'headers').get;
  const addressOf = Object.getOwnPropertyDescriptor(Request.prototype, 'url').get;
  const home = `${window.location.protocol}//${window.location.host}/`;
  const startsWith = String.prototype.startsWith;
  const apply = Reflect.apply;
  window.fetch = (input, init) => {
    const request = new Request(input, init);
    if (apply(startsWith, apply(addressOf, request, []), [home])) apply(put, apply(headersOf, request, []), ['{header}', '{launch}']);
    return call(request);
  };
})();
