// The panel around the conversation: title bar, list, line to type in. Also the round button that opens it.

const SMALL = '(max-width: 480px), (max-height: 480px)';

/** `onclose` is null for the iframe page, which has nothing to close to. */
function panel({ look, note, talk, onclose }) {
  const status = h('div', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
  const input = h('textarea', { rows: '1', maxlength: '1000', placeholder: '直接说您的情况和问题', 'aria-label': '您的问题', enterkeyhint: 'send', autocomplete: 'off' });
  const scroll = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': '对话内容' });
  const large = button('大字', toggle, { class: 'tool', 'aria-pressed': 'false' });
  const element = h('div', { class: 'panel', role: 'dialog', 'aria-label': look.title },
    h('div', { class: 'top' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, look.avatar),
      h('div', { class: 'name' }, h('p', { class: 'title' }, look.title), look.subtitle && h('p', { class: 'subtitle' }, look.subtitle)),
      large,
      button('重新开始', () => { chat().clear(); input.focus(); }, { class: 'tool' }),
      onclose && h('button', { type: 'button', class: 'tool shut', 'aria-label': '关闭对话', onclick: onclose }, icon('M6 6l12 12', 'M18 6L6 18'))),
    scroll,
    h('form', { class: 'composer', onsubmit: submit }, input, h('button', { type: 'submit', class: 'send' }, '发送')),
    h('p', { class: 'fine' }, note), status);

  function chat() { return talk(); }

  function toggle() {
    const on = element.classList.toggle('large');
    large.setAttribute('aria-pressed', String(on));
  }

  function grow() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight + 2, 120)}px`;
  }

  function submit(event) {
    event.preventDefault();
    const text = input.value;
    if (!text.trim()) return;
    input.value = '';
    grow();
    chat().ask(text);
  }

  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && onclose) onclose();
    if (event.key === 'Tab' && onclose && matchMedia(SMALL).matches) keepInside(element, event);
  });

  aboveKeyboard(element, !onclose);

  return {
    element,
    put: (list) => scroll.replaceChildren(list),
    focus: () => { if (matchMedia('(hover: hover)').matches) input.focus({ preventScroll: true }); else scroll.focus({ preventScroll: true }); },
    down: () => { scroll.scrollTop = scroll.scrollHeight; },
    say: (text) => { status.textContent = text; },
  };
}

/** Where the panel covers the screen it stays above a phone's keyboard, which hides the page without shrinking it. */
function aboveKeyboard(element, whole) {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = () => {
    const hidden = innerHeight - seen.height > 80 && seen.scale < 1.05 && (whole || matchMedia(SMALL).matches);
    for (const [name, value] of [['top', `${seen.offsetTop}px`], ['bottom', 'auto'], ['height', `${seen.height}px`]]) element.style[name] = hidden ? value : '';
  };
  seen.addEventListener('resize', fit);
  seen.addEventListener('scroll', fit);
}

/** Where the panel covers the screen, Tab goes round inside it. */
function keepInside(element, event) {
  const stops = [...element.querySelectorAll('button, a[href], textarea, summary, [tabindex="0"]')].filter((stop) => stop.offsetParent);
  const here = element.getRootNode().activeElement;
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (here !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}

/** The round button; `count(n)` shows how many messages have not been seen. */
function launcher(look, onclick) {
  const dot = h('span', { class: 'dot', 'aria-hidden': 'true', hidden: true });
  const element = h('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false', onclick },
    icon('M4 5h16v11H10l-5 4v-4H4z', 'M8 9.5h8', 'M8 12.5h5'), dot);
  const count = (n) => {
    dot.hidden = n === 0;
    dot.textContent = n;
    element.setAttribute('aria-label', n ? `打开${look.title}，${n}条新消息` : `打开${look.title}`);
  };
  count(0);
  return { element, count };
}
