#!/bin/sh
# An Apache Spark cluster on this machine: a master, two workers of one core each, and a Spark Connect server on
# sc://127.0.0.1:15002. Ctrl-C ends all of it. Needs Java 17 and a virtual environment that holds the full wheel:
#   python3.11 -m venv /tmp/spark-venv && /tmp/spark-venv/bin/pip install pyspark==4.1.3
#   bench/cluster/spark.sh /tmp/spark-venv
set -eu
venv=${1:?"usage: spark.sh VENV [FOLDER]"}
folder=${2:-$(mktemp -d)}
SPARK_HOME=$("$venv/bin/python" -c 'import pyspark; print(pyspark.__path__[0])')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_NO_DAEMONIZE=1
mkdir -p "$folder"

started=
trap 'kill $started 2>/dev/null || true; wait' EXIT
trap 'exit 130' INT TERM

launch() {
    name=$1
    shift
    "$@" >"$folder/$name.log" 2>&1 &
    started="$started $!"
    echo "$name: $folder/$name.log"
}

launch master "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port 17077 --webui-port 18080
for number in 1 2; do
    launch "worker-$number" "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
        --host 127.0.0.1 --port "1710$number" --webui-port "1808$number" --cores 1 --memory 3g \
        --work-dir "$folder/work-$number" spark://127.0.0.1:17077
done
launch connect "$SPARK_HOME/bin/spark-submit" --class org.apache.spark.sql.connect.service.SparkConnectServer \
    --master spark://127.0.0.1:17077 --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --conf spark.executor.memory=2g --conf spark.executor.cores=1 --conf spark.ui.enabled=false \
    --conf spark.connect.grpc.binding.port=15002 spark-internal
wait
