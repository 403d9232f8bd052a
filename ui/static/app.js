// The frame of the page: heading, views, large type. Drawn in a shadow root so that no other style reaches it.
import { cached } from './api.js';
import { chatView } from './chat.js';
import { benefitsView } from './benefits.js';
import { calculatorsView } from './calculators.js';
import { documentsView } from './documents.js';
import { button, h } from './dom.js';
import { exportView } from './export.js';
import { sourcePanel } from './panel.js';

const VIEWS = [
  ['ask', '问政策', chatView],
  ['benefits', '我能领什么', benefitsView],
  ['calc', '计算器', calculatorsView],
  ['documents', '文件', documentsView],
];
const HIDDEN = [['export', '', exportView]]; // no tab of its own: reached from what it prints
const LARGE = 'policybot.large';

export async function start(element) {
  const host = element.querySelector('#policybot');
  if (!host || host.shadowRoot) return;
  document.documentElement.lang = 'zh-CN';
  const root = host.attachShadow({ mode: 'open' });
  const style = h('link', { rel: 'stylesheet', href: new URL('page.css', import.meta.url).href });
  const styled = new Promise((done) => { style.onload = done; style.onerror = done; });
  root.append(style);
  let data;
  try {
    [data] = await Promise.all([cached('/api/page'), styled]);
  } catch (error) {
    root.append(h('p', { role: 'alert', class: 'fatal' }, error.message));
    return;
  }
  draw(root, data);
}

function draw(root, data) {
  const page = { data, root, announce: announcer(root) };
  page.panel = sourcePanel(page);
  const main = h('div', { class: 'main', id: 'main', tabindex: '-1' }); // Gradio's own <main> is around us
  const links = VIEWS.map(([name, label]) => h('a', { href: `#/${name}`, 'data-view': name }, label));
  root.append(
    h('div', { class: 'frame' },
      h('a', { class: 'skip', href: '#main', onclick: (e) => { e.preventDefault(); main.focus(); } }, '跳到正文'),
      header(data, links),
      h('div', { class: 'columns' }, main, page.panel.element),
    ),
  );
  const views = new Map();
  const show = () => {
    const [, name = 'ask', argument = ''] = location.hash.split('/');
    if (name === 'source') {
      page.panel.open({ passage_id: decodeURIComponent(argument) });
      if (main.firstChild) return;
    }
    const entry = [...VIEWS, ...HIDDEN].find(([id]) => id === name) || VIEWS[0];
    if (!views.has(entry[0])) views.set(entry[0], entry[2](page));
    const view = views.get(entry[0]);
    if (main.firstChild !== view.element) main.replaceChildren(view.element);
    for (const link of links) {
      if (link.dataset.view === entry[0]) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    main.dataset.view = entry[0];
    view.show(argument ? decodeURIComponent(argument) : '');
  };
  page.go = (hash) => { if (location.hash === hash) show(); else location.hash = hash; };
  addEventListener('hashchange', show);
  show();
}

function header(data, links) {
  const large = button('大字', null, { class: 'tool', 'aria-pressed': 'false' });
  const apply = (on) => {
    document.documentElement.style.fontSize = on ? '24px' : '18px';
    large.setAttribute('aria-pressed', String(on));
  };
  large.addEventListener('click', () => {
    const on = large.getAttribute('aria-pressed') !== 'true';
    localStorage.setItem(LARGE, on ? '1' : '');
    apply(on);
  });
  apply(localStorage.getItem(LARGE) === '1');
  return h('header', { class: 'top' },
    h('div', { class: 'bar' },
      h('h1', { class: 'brand' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, '政'), `${data.city}政策助手`),
      h('nav', { 'aria-label': '栏目' }, links),
      large,
    ),
  );
}

/** Says a line to screen readers. */
function announcer(root) {
  const live = h('div', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
  root.append(live);
  return (text) => {
    live.textContent = '';
    setTimeout(() => { live.textContent = text; }, 60);
  };
}
