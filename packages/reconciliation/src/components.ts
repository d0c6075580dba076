/**
 * The strongly connected components of a directed graph, each after all those that it leads to (Tarjan, "Depth-first search
 * and linear graph algorithms", 1972), without recursion, since a chain may be as long as a run.
 */
export function listComponents(size: number, targetsOf: (node: number) => readonly number[]): number[][] {
  const found: number[][] = [];
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  let next = 0;
  const open = (node: number) => {
    index[node] = next;
    low[node] = next;
    next += 1;
    stack.push(node);
    onStack[node] = 1;
    return { node, targets: targetsOf(node), at: 0 };
  };
  const close = (node: number) => {
    if (low[node] !== index[node]) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const each of component) onStack[each] = 0;
    found.push(component);
  };
  const lower = (node: number, to: number) => {
    low[node] = Math.min(low[node] ?? 0, to);
  };
  for (let start = 0; start < size; start += 1) {
    if (index[start] !== -1) continue;
    const path = [open(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = top.targets[top.at];
      top.at += 1;
      if (to === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.node, low[top.node] ?? 0);
        close(top.node);
      } else if (index[to] === -1) path.push(open(to));
      else if (onStack[to] === 1) lower(top.node, index[to] ?? 0);
    }
  }
  return found;
}
