/** The parts that a run has one after the other, each its files below `src/domain/`. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  decision: ['rules/**/*.ts', 'decide.ts', 'delivery.ts', 'marking.ts', 'may-grant.ts', 'roles.ts', 'legal-bases.ts'],
}
