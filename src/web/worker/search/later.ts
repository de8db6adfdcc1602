type Methods = typeof import('./search.ts')

/** Searching, with the library that makes the index, is loaded when somebody first searches. */
export const search: Methods['search'] = async (asked) => (await import('./search.ts')).search(asked)
