// Reads the script tag, draws the widget in a shadow root beside the page's own body, and keeps out of its way.

const PLAIN = { title: '政策助手', subtitle: '', avatar: '政', colour: '#0f4c86', position: 'right', greeting: '您好，想了解哪项政策？', quick: [] };
const OWN = ['title', 'subtitle', 'avatar', 'colour', 'position', 'greeting', 'quick'];
const KEPT_IN = ['keydown', 'keyup', 'keypress', 'input', 'change', 'click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'touchstart', 'touchend', 'focusin', 'focusout', 'submit', 'wheel', 'paste', 'copy'];
const TAG = 'policybot-widget';

/** An element that no style of the page can reach: inline and important beats every rule. */
function hostElement(site, zone) {
  const host = document.createElement(TAG);
  host.dataset.site = site;
  const style = { all: 'initial', position: 'fixed', top: zone, left: zone, width: zone, height: zone, 'z-index': '2147483000', display: 'block', direction: 'ltr', 'unicode-bidi': 'isolate' };
  for (const [name, value] of Object.entries(style)) host.style.setProperty(name, value, 'important');
  host.lang = 'zh-CN';
  return host;
}

/** The style, in a way that a strict policy of the page (style-src) allows. */
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(h('style', {}, STYLE)); // browsers before 2023
  }
}

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#111' : '#fff';
}

/** The look: the site's settings, then what the tag says about itself. */
function lookOf(site, given, tag) {
  const look = { ...PLAIN, id: site, ...given };
  for (const name of OWN) if (tag[name]) look[name] = tag[name];
  if (!/^#[0-9a-f]{6}$/i.test(look.colour)) look.colour = PLAIN.colour;
  look.position = look.position === 'left' ? 'left' : 'right';
  look.avatar = [...look.avatar].slice(0, 2).join('');
  if (typeof look.quick === 'string') look.quick = look.quick.split('|').map((text) => text.trim()).filter(Boolean).slice(0, 6);
  return look;
}

async function begin(script) {
  const tag = { ...script.dataset };
  const site = tag.site || 'default';
  const base = new URL(script.src).origin;
  const embedded = 'embed' in tag;
  const others = [...document.querySelectorAll(TAG)];
  if (others.some((other) => other.dataset.site === site)) return; // the page ran its scripts twice
  const host = hostElement(site, embedded ? '0' : 'auto');
  document.documentElement.append(host); // beside body: pages that swap their body keep the widget
  const net = connection(base, site);
  let given = {};
  let failed = null;
  try {
    given = await net.session();
  } catch (error) {
    failed = error;
  }
  const look = lookOf(site, given.site, tag);
  const level = others.filter((other) => other.dataset.side === look.position).length;
  host.dataset.side = look.position;
  draw(host, { look, net, base, embedded, failed, level, labels: given.labels || {}, note: given.note || '' });
}

function draw(host, { look, net, base, embedded, failed, level, labels, note }) {
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  const frame = h('div', { class: `frame ${look.position}${embedded ? ' whole' : ''}` });
  for (const [name, value] of [['--brand', look.colour], ['--ink', inkOn(look.colour)], ['--level', String(level)]]) frame.style.setProperty(name, value);
  for (const name of KEPT_IN) frame.addEventListener(name, (event) => event.stopPropagation(), { passive: true });
  let unseen = 0;
  let talk = null;
  const bubble = launcher(look, () => (view.element.hidden ? open() : close()));
  const view = panel({ look, note, talk: () => talk, onclose: embedded ? null : close });
  talk = conversation({
    look: failed ? { ...look, greeting: failed.message, quick: [] } : look, net, base, labels, say: view.say,
    unread: () => { if (view.element.hidden) bubble.count(unseen += 1); },
  });
  view.put(talk.list);

  function open() {
    view.element.hidden = false;
    bubble.element.setAttribute('aria-expanded', 'true');
    host.style.setProperty('z-index', '2147483001', 'important');
    bubble.count(unseen = 0);
    view.down();
    view.focus();
  }

  function close() {
    view.element.hidden = true;
    bubble.element.setAttribute('aria-expanded', 'false');
    host.style.setProperty('z-index', '2147483000', 'important');
    bubble.element.focus();
  }

  frame.append(...(embedded ? [view.element] : [view.element, bubble.element]));
  view.element.hidden = !embedded;
  root.append(frame);
  if (!embedded && !talk.turns.length) bubble.count(unseen = 1);
  if (embedded) asked(talk);
}

/** A link to the iframe page may bring its question along (#ask=…, see ui/wechat_text.py), as the WeChat answers do. */
function asked(talk) {
  const code = /^#ask=([\w-]{1,2000})$/.exec(location.hash);
  if (!code) return;
  try {
    const bytes = Uint8Array.from(atob(code[1].replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const { q, h, f } = JSON.parse(new TextDecoder().decode(bytes));
    if (talk.turns.some((turn) => turn.question === q)) return;
    const shown = [q, ...Object.values(f)].join(' · ');
    talk.ask(String(q).slice(0, 1000), f, shown, h.map((text) => ({ role: 'user', content: String(text).slice(0, 1000) })));
  } catch { /* a link that was cut or altered opens the panel without a question */ }
}

if (document.currentScript) begin(document.currentScript);
