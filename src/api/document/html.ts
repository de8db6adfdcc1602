/** Text that is HTML already. Everything else is escaped when it comes into HTML. */
export type Html = { readonly html: string }
type Inner = Html | string | number | readonly Inner[]

/** HTML from a template: whatever is put into it is escaped, unless it was made by this function. */
export function html(texts: TemplateStringsArray, ...inner: readonly Inner[]): Html {
  return { html: texts.map((text, n) => text + (n < inner.length ? shown(inner[n] ?? '') : '')).join('') }
}

function shown(inner: Inner): string {
  if (typeof inner === 'string' || typeof inner === 'number') return escaped(String(inner))
  return 'html' in inner ? inner.html : inner.map(shown).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
/** Prose in which words between backticks are code. */
export function prose(text: string): Html[] {
  return text.split('`').map((piece, n) => (n % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`))
}
