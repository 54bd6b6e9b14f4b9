// What a benchmark says when it is done: one line for each figure, as docs/performance.md has them.

/** Prints a figure with its unit. */
export function figure(what: string, value: number, unit: string): void {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  process.stdout.write(`\n| ${what} | **${value.toFixed(digits)}** ${unit} |\n`)
}

/** Prints the median, a higher percentile and the worst of some times in milliseconds. */
export function times(what: string, values: number[], percentile = 99): void {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  figure(`${what}, p50 of ${values.length}`, at(0.5), 'ms')
  figure(`${what}, p${percentile}`, at(percentile / 100), 'ms')
  figure(`${what}, worst`, at(1), 'ms')
}
