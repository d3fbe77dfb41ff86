// What a mark is, beside the pointer.
import { element } from './markup.js';

let box = null;

function fill(value) {
  const lines = Object.entries(value).map(([name, text]) =>
    element('tr', {}, element('th', {}, name), element('td', {}, String(text))));
  box.replaceChildren(element('table', {}, lines));
}

export function tooltip_handler() {
  return (handler, event, item, value) => {
    if (!box) {
      box = element('div', { id: 'tooltip', hidden: '' });
      document.body.append(box);
    }
    box.hidden = value === null || value === undefined || typeof value !== 'object';
    if (box.hidden) return;
    fill(value);
    const room = document.documentElement.clientWidth - box.offsetWidth - 8;
    box.style.left = `${Math.max(8, Math.min(event.clientX + 14, room)) + window.scrollX}px`;
    box.style.top = `${event.clientY + 16 + window.scrollY}px`;
  };
}
