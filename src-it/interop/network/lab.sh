#!/usr/bin/env bash
# Two hosts behind NATs and the public network between them, in network namespaces of their own:
#
#   PREFIX-a -- PREFIX-line -- PREFIX-nata --+
#                                            +-- PREFIX-pub, where the servers are
#   PREFIX-b ----------------- PREFIX-natb --+
#
#   lab.sh up PREFIX
#   lab.sh nat PREFIX cone        a host's port is mapped the same for all that it talks with
#   lab.sh nat PREFIX symmetric   to another port for each
#   lab.sh nat PREFIX noudp       as cone, and no UDP passes
#   lab.sh ipv6 PREFIX on|off     beside IPv4, without NAT
#   lab.sh renumber PREFIX        the NAT of a gets another public address, and forgets all it knew
#   lab.sh down PREFIX
#
# Nothing leads out of them. What frames meet on the line is up to line.py, which must run there.
# Exit status 77: this machine cannot have them.
set -euo pipefail

command=$1
prefix=$2
here=$(cd "$(dirname "$0")" && pwd)

cannot() {
  echo "no network lab here: $*" >&2
  exit 77
}

in_ns() {
  local name=$1
  shift
  ip netns exec "$prefix-$name" "$@"
}

# A cable between two namespaces: NAME INTERFACE NAME INTERFACE
cable() {
  ip link add "$2" netns "$prefix-$1" type veth peer name "$4" netns "$prefix-$3"
  local end
  for end in "$1 $2" "$3 $4"; do
    set -- $end
    ip -n "$prefix-$1" link set "$2" up
    # Frames that pass through a process must be whole: no checksum and no segment is left to a card.
    in_ns "$1" ethtool -K "$2" tx off rx off gso off gro off >/dev/null
  done
}

router() {
  local kind=$2 masquerade=masquerade udp=accept
  [ "$kind" = symmetric ] && masquerade="masquerade fully-random"
  [ "$kind" = noudp ] && udp=drop
  in_ns "$1" nft -f - <<RULES
flush ruleset
table ip lab {
  chain out {
    type nat hook postrouting priority srcnat;
    oifname "wan" $masquerade
  }
  chain through {
    type filter hook forward priority filter;
    meta l4proto udp $udp
    iifname "wan" ct state new,invalid drop
  }
  chain in {
    type filter hook input priority filter;
    iifname "wan" drop
  }
}
RULES
}

ipv6() {
  local off=1 name
  [ "$1" = on ] && off=0
  for name in a nata pub natb b; do
    in_ns "$name" sysctl -q -w net.ipv6.conf.all.disable_ipv6=$off
  done
  [ "$off" = 0 ] || return 0
  local host number=1 other=2
  for host in a b; do
    ip -n "$prefix-nat$host" addr add "fd77::1$number/64" dev wan nodad
    ip -n "$prefix-nat$host" addr add "fd77:$number::1/64" dev lan nodad
    ip -n "$prefix-nat$host" route add "fd77:$other::/64" via "fd77::1$other"
    in_ns "nat$host" sysctl -q -w net.ipv6.conf.all.forwarding=1
    ip -n "$prefix-$host" addr add "fd77:$number::2/64" dev eth0 nodad
    ip -n "$prefix-$host" route add default via "fd77:$number::1"
    number=2 other=1
  done
  # What is asked for a neighbour first may be lost, and is asked again a second later: refused by
  # the other host is what tells that the way is there.
  in_ns a timeout 20 bash -c 'until (: >/dev/tcp/fd77:2::2/9) 2>&1 | grep -q refused; do :; done'
}

up() {
  [ "$(id -u)" = 0 ] || cannot "it takes root"
  local tool
  for tool in ip nft ethtool python3; do
    command -v "$tool" >/dev/null || cannot "there is no $tool"
  done
  local name
  for name in a line nata pub natb b; do
    ip netns add "$prefix-$name" || cannot "no network namespaces"
    in_ns "$name" sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n "$prefix-$name" link set lo up
  done
  cable a eth0 line left
  cable line right nata lan
  cable b eth0 natb lan
  ip -n "$prefix-pub" link add net0 type bridge
  ip -n "$prefix-pub" addr add 198.18.0.1/24 dev net0
  ip -n "$prefix-pub" link set net0 up
  # As in the internet, packets to addresses that nobody has there are lost without an error.
  ip -n "$prefix-pub" link add sink type veth peer name drain
  ip -n "$prefix-pub" link set sink arp off up
  ip -n "$prefix-pub" link set drain up
  ip -n "$prefix-pub" route add default dev sink
  local host number
  number=1
  for host in a b; do
    cable "nat$host" wan pub "to-$host"
    ip -n "$prefix-pub" link set "to-$host" master net0
    ip -n "$prefix-nat$host" addr add "198.18.0.1$number/24" dev wan
    ip -n "$prefix-nat$host" addr add "10.77.$number.1/24" dev lan
    in_ns "nat$host" sysctl -q -w net.ipv4.ip_forward=1
    ip -n "$prefix-$host" addr add "10.77.$number.2/24" dev eth0
    ip -n "$prefix-$host" route add default via "10.77.$number.1"
    router "nat$host" cone
    number=2
  done
}

case $command in
  up) up ;;
  nat)
    router nata "$3"
    router natb "$3"
    ;;
  ipv6) ipv6 "$3" ;;
  renumber)
    next=198.18.0.21
    [ -n "$(ip -n "$prefix-nata" addr show dev wan to "$next")" ] && next=198.18.0.11
    ip -n "$prefix-nata" addr flush dev wan
    ip -n "$prefix-nata" addr add "$next/24" dev wan
    ;;
  down)
    for name in a line nata pub natb b; do
      ip netns del "$prefix-$name" 2>/dev/null || true
    done
    ;;
esac
