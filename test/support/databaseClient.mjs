// A second process at the same database: carries out what `startDatabaseClient` sends it.
import mongoose from 'mongoose';

const client = await mongoose.mongo.MongoClient.connect(process.argv[2], {
  writeConcern: { w: 'majority', journal: true },
});
const database = client.db();

process.on('message', ({ id, collection, calls }) => {
  void Promise.all(
    calls.map(async ([method, ...args]) => {
      try {
        return { value: await database.collection(collection)[method](...args) };
      } catch (error) {
        return { code: error.code, message: error.message };
      }
    }),
  ).then((outcomes) => process.send({ id, outcomes }));
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
