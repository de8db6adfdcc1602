export type TagColour = 'grey' | 'green' | 'blue' | 'red' | 'yellow' | 'purple'

/** A state in a word or two; the colour says nothing that the words do not. */
export const Tag = ({ text, colour = 'grey' }: { text: string; colour?: TagColour }) => (
  <strong class={`govuk-tag govuk-tag--${colour}`}>{text}</strong>
)
