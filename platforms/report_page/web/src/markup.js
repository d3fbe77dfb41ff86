// Elements made of text that is never read as markup.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// "a **b** c" with b in strong type.
export function emphasised(text) {
  return text.split('**').map((part, i) => (i % 2 === 1 ? element('strong', {}, part) : part));
}
