/** A protective marking as it stands at the top and the bottom of what is marked. */
export const Marking = ({ words }: { words: string }) => (
  <p class="app-marking">
    <span class="govuk-visually-hidden">Marking: </span>
    {words}
  </p>
)
