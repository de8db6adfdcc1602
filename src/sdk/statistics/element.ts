import { type ComponentChild, h } from 'preact'

export type { ComponentChild } from 'preact'

/** An element of a page or drawing. Text that stands in it is escaped when it is written. */
export const el = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: ComponentChild[]
): ComponentChild => h(name, { ...attributes }, ...children)
