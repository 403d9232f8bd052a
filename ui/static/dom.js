// Small building blocks. Text is always set as text: nothing here, or anywhere, writes HTML.

/** An element with attributes, listeners ({onclick: f}), and children (text or nodes; null is left out). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export function button(label, onclick, attributes = {}) {
  return h('button', { type: 'button', onclick, ...attributes }, label);
}

const BADGES = {
  in_force: ['有效', 'good'],
  expired: ['已过期', 'bad'],
  superseded: ['已被替代', 'bad'],
  unknown: ['有效期不明', 'unsure'],
};

export const stateText = (state) => (BADGES[state] || BADGES.unknown)[0];

export function badge(state) {
  const [words, tone] = BADGES[state] || BADGES.unknown;
  return h('span', { class: `badge ${tone}` }, words);
}

/** Whether white space is all that the character is. */
const blank = (character) => /\s/.test(character);

/** [start, end) of `needle` in `text`, white space aside; null when it is not there. */
export function locate(text, needle) {
  const wanted = [...needle].filter((c) => !blank(c)).join('');
  if (!wanted) return null;
  const at = [];
  let squashed = '';
  for (let i = 0; i < text.length; i += 1) {
    if (!blank(text[i])) {
      at.push(i);
      squashed += text[i];
    }
  }
  const found = squashed.indexOf(wanted);
  return found < 0 ? null : [at[found], at[found + wanted.length - 1] + 1];
}

/** The text as nodes with one part marked. */
export function marked(text, needle, attributes = {}) {
  const place = needle ? locate(text, needle) : null;
  if (!place) return [text];
  return [text.slice(0, place[0]), h('mark', attributes, text.slice(place[0], place[1])), text.slice(place[1])];
}

/** 90000 -> "90,000"; anything that is no plain decimal stays as it is. */
export function grouped(value) {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(String(value));
  if (!match) return String(value);
  return match[1] + match[2].replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (match[3] || '');
}

const SIZES = [[100000000, '亿'], [10000, '万']];

/** {value, unit, bound, low} as people read it, with 万 or 亿 where it comes out short. */
export function amountText(amount) {
  const prefix = { at_most: '最高', at_least: '不低于' }[Number(amount.value) === 0 ? 'exact' : amount.bound] || '';
  const low = amount.bound === 'range' && amount.low ? `${grouped(amount.low)}至` : '';
  return `${prefix}${low}${grouped(amount.value)}${amount.unit}`;
}

export function amountShort(amount) {
  const value = Number(amount.value);
  for (const [size, name] of SIZES) {
    const short = value / size;
    if (value >= size && String(short).length <= 7) return `${String(short)}${name}${amount.unit}`;
  }
  return '';
}

/** Yuan to the cent; round figures in 万 or 亿. */
export function moneyText(value) {
  const cents = rounded(value);
  return amountShort({ value: cents, unit: '元' }) || `${grouped(cents)}元`;
}

/** A decimal to two places, without trailing zeros. */
export function rounded(value) {
  return Number.isFinite(Number(value)) ? String(Math.round(Number(value) * 100) / 100) : String(value);
}

/** A fact's value with its unit, yes and no in words. */
export function valueText(value, spec) {
  if (value === true || value === 'true') return '是';
  if (value === false || value === 'false') return '否';
  if (!spec || spec.choices.length || !/^-?\d+(\.\d+)?$/.test(String(value))) return String(value); // as it was written
  if (spec.type === 'money') return moneyText(value);
  const unit = { rate: '%', months: '个月', years: '年', days: '天', age: '岁' }[spec.type] || spec.unit || '';
  return `${grouped(value)}${unit}`;
}

/** “《title》 number”, as a document is named wherever it is cited. */
export function documentName(title, number) {
  return `《${title.replace(/^《|》$/g, '')}》${number ? ` ${number}` : ''}`;
}

export function lines(source) {
  return source.start_line === source.end_line ? `第${source.start_line}行` : `第${source.start_line}–${source.end_line}行`;
}

export function uid() {
  const bytes = new Uint8Array(12);
  crypto.getRandomValues(bytes);
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
