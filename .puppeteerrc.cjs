// The browser is found or installed by scripts/browser.mjs; Puppeteer's install step must not download one.
module.exports = { skipDownload: true };
