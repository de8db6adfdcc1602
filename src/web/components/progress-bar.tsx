/** How far something has come, by a bar and in words. */
export const ProgressBar = ({
  id,
  label,
  done,
  size,
}: {
  id: string
  label: string
  done: number
  size: number
}) => (
  <div class="app-progress">
    <label class="govuk-label" for={id}>
      {label}
    </label>
    {/* Without a value it says that nobody knows yet how much there is. */}
    <progress id={id} {...(size > 0 ? { max: size, value: done } : {})} />
  </div>
)
