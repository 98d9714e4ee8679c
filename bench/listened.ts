/** The events that the extension listens to, and what it asks of Chromium with each. */
export const LISTENED = {
  onBeforeRequest: ['extraHeaders'],
  onBeforeSendHeaders: ['requestHeaders', 'extraHeaders'],
  onHeadersReceived: ['responseHeaders', 'extraHeaders'],
  onBeforeRedirect: ['responseHeaders', 'extraHeaders'],
  onResponseStarted: ['extraHeaders'],
  onCompleted: ['responseHeaders', 'extraHeaders'],
  onErrorOccurred: ['extraHeaders'],
};
