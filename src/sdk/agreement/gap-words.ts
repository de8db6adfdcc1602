/** Why two agencies that share have no agreement between them that lasts: of the agreement by its id, and its last day. */
export const gapWords = {
  none: () => 'There is no agreement that both have signed.',
  ended: (id: string, until: string) => `Their last agreement, ${id}, ended on ${until}.`,
  'ends-soon': (id: string, until: string) => `Their agreement ${id} ends on ${until}.`,
} as const
