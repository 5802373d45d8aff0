/** Random SQL texts over the tables t and u: expressions with few parentheses, so that precedence counts, and queries around them. */
export function randomStatements(count: number): readonly string[] {
  let state = 12345
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const pick = (items: readonly string[]): string => items[random(items.length)] as string

  const number = (depth: number): string => {
    if (depth === 0) return pick(['a', 'b', 't.a', '1', '2', '-3', '7L', '2.5', 'null', '`a`'])
    const operator = pick(['+', '-', '*', '%', '&', '|', '^', '-'])
    switch (random(8)) {
      case 0:
        return `(${number(depth - 1)})`
      case 1:
        return `- ${number(depth - 1)}`
      case 2:
        return `CASE WHEN ${condition(depth - 1)} THEN ${number(depth - 1)} ELSE ${number(depth - 1)} END`
      case 3:
        return `coalesce(${number(depth - 1)}, 0)`
      case 4:
        return `length(${text(depth - 1)})`
      default:
        return `${number(depth - 1)} ${operator} ${number(depth - 1)}`
    }
  }
  const text = (depth: number): string => {
    if (depth === 0) return pick(['s', 'g', "'x'", "'a' 'b'", 't.s', "r'a\\b'"])
    switch (random(4)) {
      case 0:
        return `upper(${text(depth - 1)})`
      case 1:
        return `${text(depth - 1)} || ${text(depth - 1)}`
      case 2:
        return `substring(${text(depth - 1)} FROM 2)`
      default:
        return `trim(BOTH 'a' FROM ${text(depth - 1)})`
    }
  }
  const condition = (depth: number): string => {
    if (depth === 0) return pick(['a > 1', 'b IS NULL', "g = 'x'", 'true', 's IS NOT NULL', 'null'])
    switch (random(9)) {
      case 0:
        return `NOT ${condition(depth - 1)}`
      case 1:
        return `${condition(depth - 1)} AND ${condition(depth - 1)}`
      case 2:
        return `${condition(depth - 1)} OR ${condition(depth - 1)}`
      case 3:
        return `${number(depth - 1)} ${pick(['=', '<>', '<', '<=', '<=>', '!=', '=='])} ${number(depth - 1)}`
      case 4:
        return `${number(depth - 1)} ${pick(['', 'NOT '])}BETWEEN ${number(depth - 1)} AND ${number(0)}`
      case 5:
        return `${number(depth - 1)} ${pick(['', 'NOT '])}IN (${number(depth - 1)}, ${number(0)})`
      case 6:
        return `${text(depth - 1)} ${pick(['', 'NOT '])}LIKE '%a%'`
      case 7:
        return `(${condition(depth - 1)}) IS ${pick(['', 'NOT '])}${pick(['TRUE', 'FALSE', 'NULL'])}`
      default:
        return `${number(depth - 1)} IS ${pick(['', 'NOT '])}DISTINCT FROM ${number(depth - 1)}`
    }
  }
  const query = (): string => {
    switch (random(5)) {
      case 0:
        return `SELECT ${number(2)} AS v, ${condition(2)} AS w FROM t`
      case 1:
        return `SELECT ${text(2)}, ${number(2)} FROM t WHERE ${condition(2)}`
      case 2:
        return `SELECT g, sum(${number(1)}) AS v, count(*) AS n FROM t WHERE ${condition(1)} GROUP BY g HAVING count(*) ${pick(['>', '<='])} 1`
      case 3:
        return `SELECT ${number(2)} AS v FROM t JOIN u ON t.a = u.id AND ${pick(['true', 'n > 100', 't.g = u.g'])}`
          .replace(/\bg\b(?! = u)/g, 't.g')
          .replaceAll('t.t.', 't.')
          .replace('u.t.g', 'u.g')
      default:
        return `SELECT DISTINCT ${number(1)} AS v FROM t WHERE ${condition(2)} UNION ALL SELECT n FROM u`
    }
  }
  return Array.from({ length: count }, query)
}
