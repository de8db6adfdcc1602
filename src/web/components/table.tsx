import type { ComponentChildren } from 'preact'

/** A table of words and numbers; one that is wider than a small screen is scrolled, by keyboard as well. */
export function Table({
  caption,
  headings,
  rows,
  hidden = false,
}: {
  caption: string
  headings: readonly string[]
  /** the first cell of each names the row */
  rows: readonly (readonly ComponentChildren[])[]
  /** where a heading above says the same */
  hidden?: boolean
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keyboard (WCAG 2.1.1)
    <section class="app-scroll" tabIndex={0} aria-label={caption}>
      <table class="govuk-table">
        <caption
          class={`govuk-table__caption govuk-table__caption--s ${hidden ? 'govuk-visually-hidden' : ''}`}
        >
          {caption}
        </caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {headings.map((heading) => (
              <th class="govuk-table__header" scope="col" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map(([name, ...cells], at) => (
            <tr class="govuk-table__row" key={at}>
              <th class="govuk-table__header app-words" scope="row">
                {name}
              </th>
              {cells.map((cell, number) => (
                <td class="govuk-table__cell app-words" key={number}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
