/** The exit code with which the command that was run ends. */
export type Ending = { exitCode: number }
