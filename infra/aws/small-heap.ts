/**
 * `NODE_OPTIONS` of a function that mostly waits. Lambda gives the objects that die young 5 % of the
 * function's memory and those that live the rest, unless one of the two is said here; V8 then fills
 * both before it cleans up. A run of many requests takes half the memory with a small nursery, and no
 * longer.
 */
export const smallHeap = '--max-semi-space-size=1 --max-old-space-size=256';
