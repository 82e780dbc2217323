package broughtby;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves one file on loopback: {@code EmbeddedDatabase FILE PREFERRED_PORT} prints {@code listening PORT PID} when ready.
 * Ends when its standard input does, that is, with the process that started it, however that process ended.
 */
public final class EmbeddedDatabase {
    private static final int COMPACTION_INTERVAL_S = 15;

    public static void main(String[] args) throws IOException {
        DurableBackend backend = new DurableBackend(args[0]);
        MongoServer server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));

        server.bind("127.0.0.1", freePort(Integer.parseInt(args[1])));
        Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "compaction");
            thread.setDaemon(true);
            return thread;
        }).scheduleWithFixedDelay(backend::compact, COMPACTION_INTERVAL_S, COMPACTION_INTERVAL_S, TimeUnit.SECONDS);
        int port = server.getLocalAddress().getPort();
        System.out.println("listening " + port + " " + ProcessHandle.current().pid());

        while (System.in.read() != -1) {
            // Nothing is ever sent; only the end matters.
        }
        System.exit(0);
    }

    /** Asked beforehand, because a MongoServer that fails to bind closes its backend. */
    private static int freePort(int preferred) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("127.0.0.1", preferred));
            return preferred;
        } catch (IOException taken) {
            return 0;
        }
    }
}
