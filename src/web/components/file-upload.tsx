import { describedBy, Field, type FieldProps } from './field.tsx'

/** A file that is read here, in the browser: nothing of it is sent. */
export function FileUpload(props: FieldProps & { accept: string; multiple?: boolean }) {
  const { id, accept, error, multiple = false } = props
  return (
    <Field {...props}>
      <input
        class={`govuk-file-upload ${error ? 'govuk-file-upload--error' : ''}`}
        id={id}
        name={id}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-describedby={describedBy(props)}
      />
    </Field>
  )
}
