import mongoose from 'mongoose';

type Database = mongoose.mongo.Db;

/**
 * Makes every operation on the database's collections end: after `limitMs` it fails as one that got no answer, and may have been
 * carried out all the same.
 *
 * The driver does not see to it: it has limits for each step, and repeats steps. Its own limit for the whole, `timeoutMS`, does not end
 * all of them (mongodb 7.5 to 7.9).
 */
export function boundOperations(database: Database, limitMs: number): void {
  const collection = database.collection.bind(database);
  database.collection = (name, options) => bounded(collection(name, options), limitMs);
}

/** The same object, with a limit on each promise that its methods return; cursors that they return are bounded, too. */
function bounded<Target extends object>(target: Target, limitMs: number): Target {
  const same: Target = new Proxy(target, {
    get(_target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args);
        if (result === target) return same;
        if (result instanceof Promise) return inTime(result, limitMs);
        return result instanceof mongoose.mongo.AbstractCursor ? bounded(result, limitMs) : result;
      };
    },
  });
  return same;
}

async function inTime<Result>(operation: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new mongoose.mongo.MongoNetworkTimeoutError(`no answer within ${limitMs / 1000} s`));
    }, limitMs);
  });
  try {
    return await Promise.race([operation, late]);
  } finally {
    clearTimeout(timer);
  }
}
