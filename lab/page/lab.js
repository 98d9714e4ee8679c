import { causes, origins, scenarios } from './scenarios.js';
import { see } from './see.js';

/** @typedef {import('../scenario.ts').Seen} Seen */

/** What the page should see when the browser gives the declared verdict. */
const OUTCOME_OF = { allowed: 'read', blocked: 'failed', opaque: 'opaque' };
const SAW = {
  read: 'The page read the response',
  failed: 'The page got an error',
  opaque: 'The page got a closed box',
};

/** @type {string[]} */
const errors = [];
/** @type {Map<string, { article: HTMLElement, output: HTMLElement, button: HTMLButtonElement }>} */
const cards = new Map();

addEventListener('error', (event) => report(event.message));
addEventListener('unhandledrejection', (event) => report(String(event.reason)));

/** @param {string} message */
function report(message) {
  errors.push(message);
  const line = document.createElement('p');
  line.textContent = message;
  const box = find('#errors');
  box.append(line);
  box.hidden = false;
}

/** @param {string} selector @param {ParentNode} root @returns {HTMLElement} */
function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return element;
}

/** @param {string} id @returns {import('../scenario.ts').PageTools} */
function toolsFor(id) {
  return {
    api: `${origins.api}/${id}`,
    other: `${origins.other}/${id}`,
    own: `${origins.own.replace('*', id)}/${id}`,
    page: `${origins.page}/${id}`,
    down: `${origins.down}/${id}`,
    see,
    load,
    seeSandboxed,
    seeFromPublicPage,
  };
}

/** @param {'img' | 'script'} tag @param {Record<string, string>} properties @returns {Promise<void>} */
function load(tag, properties) {
  const element = Object.assign(document.createElement(tag), properties);
  return new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`the ${tag} element got an error event`));
    document.head.append(element);
  }).finally(() => element.remove());
}

/** @param {string} url @param {RequestInit} [init] @returns {Promise<Seen>} */
async function seeSandboxed(url, init) {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  const request = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init ?? {})})`;
  frame.srcdoc = `<script>${see}\nsee(${request}).then((seen) => parent.postMessage(seen, '*'));</script>`;
  const answer = messageFrom(frame);
  document.body.append(frame);
  return answer.finally(() => frame.remove());
}

/** @param {string} url @param {RequestInit} [init] @returns {Promise<Seen>} */
async function seeFromPublicPage(url, init) {
  const frame = document.createElement('iframe');
  frame.src = `${origins.publicPage}/frame.html`;
  const ready = messageFrom(frame);
  document.body.append(frame);
  await ready;
  const answer = messageFrom(frame);
  frame.contentWindow?.postMessage({ url, init }, origins.publicPage);
  return answer.finally(() => frame.remove());
}

/** @param {HTMLIFrameElement} frame @returns {Promise<any>} */
function messageFrom(frame) {
  return new Promise((resolve) => {
    addEventListener('message', function listener(event) {
      if (event.source !== frame.contentWindow) return;
      removeEventListener('message', listener);
      resolve(event.data);
    });
  });
}

/** Runs one scenario, shows and returns what the page saw. @param {string} id @returns {Promise<Seen>} */
async function run(id) {
  const scenario = scenarios.find((candidate) => candidate.id === id);
  const card = cards.get(id);
  if (scenario === undefined || card === undefined) throw new Error(`no scenario is called ${id}`);
  card.button.disabled = true;
  card.article.setAttribute('data-state', 'running');
  card.output.textContent = 'waiting for the browser';
  const seen = await scenario.run(toolsFor(id));
  const asDeclared = seen.outcome === OUTCOME_OF[declaredHere(scenario.expect)];
  card.output.textContent = `${SAW[seen.outcome]}: ${seen.text}${asDeclared ? '' : ' (the lab declares another outcome)'}`;
  card.article.setAttribute('data-state', asDeclared ? seen.outcome : 'surprise');
  card.button.disabled = false;
  return seen;
}

/** The verdict that is declared for the browser that shows this page. @param {import('../scenario.ts').Expectation} expect */
function declaredHere({ verdict, firefox }) {
  return navigator.userAgent.includes('Firefox/') ? (firefox ?? { verdict }).verdict : verdict;
}

/** Runs every scenario, one after the other. */
async function runAll() {
  /** @type {Record<string, Seen>} */
  const all = {};
  for (const [index, { id }] of scenarios.entries()) {
    find('#progress').textContent = `${index + 1} of ${scenarios.length}`;
    all[id] = await run(id);
  }
  const surprises = document.querySelectorAll('[data-state="surprise"]').length;
  find('#progress').textContent = surprises === 0 ? 'All as declared' : `${surprises} not as declared`;
  return all;
}

function showScenarios() {
  for (const [cause, title] of Object.entries(causes)) {
    const members = scenarios.filter((scenario) => scenario.cause === cause);
    if (members.length === 0) continue;
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = title;
    section.append(heading, ...members.map(cardOf));
    find('#groups').append(section);
  }
  find('#origins').textContent = `Page ${origins.page}, APIs ${origins.api} and ${origins.other}`;
}

/** @param {(typeof scenarios)[number]} scenario */
function cardOf({ id, title, shows, expect }) {
  const template = find('#scenario');
  if (!(template instanceof HTMLTemplateElement)) throw new Error('#scenario is not a template');
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const article = find('article', copy);
  const button = /** @type {HTMLButtonElement} */ (find('button', copy));
  const expected = find('.expected', copy);
  article.setAttribute('data-scenario', id);
  article.setAttribute('data-state', 'idle');
  find('h3', copy).textContent = title;
  find('.what p', copy).textContent = shows;
  const settled = expect.rule ?? expect.verdict;
  expected.textContent = expect.untilTold === undefined ? settled : `undetermined; once settled ${settled}`;
  expected.setAttribute('data-verdict', expect.untilTold === undefined ? expect.verdict : 'undetermined');
  button.addEventListener('click', () => run(id).catch((error) => report(String(error))));
  button.setAttribute('aria-label', `Run: ${title}`);
  cards.set(id, { article, output: find('output', copy), button });
  return article;
}

showScenarios();
const runAllButton = /** @type {HTMLButtonElement} */ (find('#run-all'));
runAllButton.addEventListener('click', async () => {
  runAllButton.disabled = true;
  await runAll().catch((error) => report(String(error)));
  runAllButton.disabled = false;
});
Object.assign(window, { lab: { run, runAll, errors } });
