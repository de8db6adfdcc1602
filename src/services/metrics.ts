/** A page of metrics in the text format of Prometheus. */
export type MetricsPage = { contentType: string; text: string }

/** An answered request, as it may be counted: by the pattern of its route, never by its address. */
export type AnsweredRequest = { method: string; route: string; status: number; seconds: number }

/** The metrics as the API needs them: what it counts, and the page that it shows. */
export type ApiMetrics = {
  answered(request: AnsweredRequest): void
  page(): Promise<MetricsPage>
}
