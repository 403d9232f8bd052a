// Small building blocks. Text is always set as text: nothing in the widget writes HTML.

/** An element with attributes, listeners ({onclick: f}) and children (text or nodes; null and false are left out). */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(4)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

function button(label, onclick, attributes) {
  return h('button', { type: 'button', onclick, ...attributes }, label);
}

/** A line drawing, hidden from screen readers. */
function icon(...paths) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(name, value);
  for (const d of paths) {
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

const BADGES = { in_force: ['有效', 'good'], expired: ['已过期', 'bad'], superseded: ['已被替代', 'bad'], unknown: ['有效期不明', 'unsure'] };

function badge(state) {
  const [words, tone] = BADGES[state] || BADGES.unknown;
  return h('span', { class: `badge ${tone}` }, words);
}

/** The text with one part of it marked. */
function marked(text, part) {
  const at = part ? text.indexOf(part) : -1;
  return at < 0 ? [text] : [text.slice(0, at), h('mark', {}, part), text.slice(at + part.length)];
}

/** 90000 -> 90,000; anything that is no plain decimal stays as it is. */
function grouped(value) {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(String(value));
  return match ? match[1] + match[2].replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (match[3] || '') : String(value);
}

/** {value, unit, bound, low} as people read it. */
function amountText(amount) {
  const prefix = Number(amount.value) === 0 ? '' : { at_most: '最高', at_least: '不低于' }[amount.bound] || '';
  const low = amount.bound === 'range' && amount.low ? `${grouped(amount.low)}至` : '';
  return `${prefix}${low}${grouped(amount.value)}${amount.unit}`;
}

const two = (number) => String(number).padStart(2, '0');

/** 15:04 today, else 11月23日 15:04. */
function clock(at) {
  const time = new Date(at);
  const hours = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return time.toDateString() === new Date().toDateString() ? hours : `${time.getMonth() + 1}月${time.getDate()}日 ${hours}`;
}
