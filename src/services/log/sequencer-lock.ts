/** The advisory lock that makes the sequencer the only one; any number that nothing else locks on. */
export const SEQUENCER_LOCK = 0x6c6f67
