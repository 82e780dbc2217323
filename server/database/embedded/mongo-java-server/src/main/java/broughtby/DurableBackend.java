package broughtby;

import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * An H2 backend whose acknowledged writes survive the death of this process.
 *
 * H2 itself writes behind, and whenever it likes: a kill would lose the last second, and could keep half a command (the
 * index entry of a document that was never stored, which then counts as a duplicate for ever). So its own commits are off.
 * Commands run side by side under the shared lock; the file is written under the exclusive one, when none is halfway,
 * before the command is answered. One commit serves all commands that finished before it.
 */
final class DurableBackend extends H2Backend {
    /** Everything else may write. Locking and committing for a command that turns out not to costs almost nothing. */
    private static final Set<String> READS = Set.of("find", "getMore", "hello", "isMaster", "ismaster", "ping");
    private static final int RETENTION_MS = 1_000;
    private static final int COMPACTION_MS = 100;

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private long compactedVersion;

    DurableBackend(String file) {
        super(open(file));
        version(new Version());
    }

    private static MVStore open(String file) {
        MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().open();
        store.setRetentionTime(RETENTION_MS);
        return store;
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        if (READS.contains(command)) {
            return super.handleMessage(message);
        }
        lock.readLock().lock();
        try {
            return super.handleMessage(message);
        } finally {
            lock.readLock().unlock();
            commit();
        }
    }

    @Override
    public void commit() {
        lock.writeLock().lock();
        try {
            if (getMvStore().hasUnsavedChanges()) {
                getMvStore().commit();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Gives back the space of overwritten documents; without it the file only grows. */
    void compact() {
        lock.writeLock().lock();
        try {
            MVStore store = getMvStore();
            if (!store.isClosed() && store.getCurrentVersion() != compactedVersion) {
                store.compactFile(COMPACTION_MS);
                store.setRetentionTime(RETENTION_MS);
                compactedVersion = store.getCurrentVersion();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            super.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The driver asks for wire version 9 or later; the library announces 8 at most, but speaks what we use of 13. */
    private static final class Version implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }
}
