/** @throws when the page lacks it: then page and script do not belong together. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`);
  return found;
}

/** An element with attributes and children; `false` and `null` children are left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | boolean> = {},
  ...children: (Node | string | false | null)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== false && child !== null));
  return made;
}

export function button(label: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}

/**
 * Brings the children of `parent` in line with `items`. Elements whose key and content stay are kept as they are, so that
 * nobody loses the focus and only what is new comes in with motion.
 */
export function keepChildren<Item>(
  parent: Element,
  items: readonly Item[],
  how: { key: (item: Item) => string; create: (item: Item) => HTMLElement },
): void {
  const known = new Map<string, HTMLElement>();
  for (const child of parent.children) if (child instanceof HTMLElement) known.set(child.dataset['key'] ?? '', child);
  const wanted = items.map((item) => {
    const content = JSON.stringify(item);
    const key = how.key(item);
    const present = known.get(key);
    if (present?.dataset['content'] === content) return present;
    const made = how.create(item);
    made.dataset['key'] = key;
    made.dataset['content'] = content;
    if (present !== undefined) made.classList.add('known');
    return made;
  });
  for (const child of Array.from(parent.children)) if (!wanted.includes(child as HTMLElement)) child.remove();
  for (const [place, child] of wanted.entries()) {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  }
}
