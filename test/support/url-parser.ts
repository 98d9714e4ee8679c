// Makes `URL.canParse` say the same every time. Once Node 20 has compiled a caller, it takes letters beyond ASCII for
// broken UTF-8 and finds no URL in `http://bücher.example`. Browsers have no such trouble.
URL.canParse = (url, base) => {
  try {
    return new URL(url, base) !== undefined;
  } catch {
    return false;
  }
};
