const NAMED: Readonly<Record<string, readonly string[]>> = {
  decision: [
    'rules/**/*.ts',
    'decide.ts',
    'delivery.ts',
    'marking.ts',
    'may-grant.ts',
    'roles.ts',
    'legal-bases.ts',
  ],
  orders: ['orders/**/*.ts'],
  kinds: ['kinds.ts', 'kinds/**/*.ts'],
  history: ['history.ts', 'history/**/*.ts'],
  trust: ['trust/**/*.ts'],
  wire: ['wire/**/*.ts'],
}

/** The parts of `src/domain/` that a run has one after the other, each by the files that are changed: the last has what no other has. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  ...NAMED,
  rest: ['**/*.ts', ...Object.values(NAMED).flatMap((paths) => paths.map((path) => `!${path}`))],
}
