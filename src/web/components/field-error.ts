/** What is wrong, and the id of the field that it is about; null for what is about none. */
export type FieldError = { field: string | null; message: string }

/** The words beside a field; undefined where nothing is wrong with it. */
export const errorOf = (errors: readonly FieldError[], field: string): string | undefined =>
  errors.find((error) => error.field === field)?.message
