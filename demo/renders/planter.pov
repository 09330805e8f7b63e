#include "studio.inc"
#declare C = array[3] { srgb <0.92, 0.90, 0.86>, srgb <0.72, 0.44, 0.32>, srgb <0.30, 0.33, 0.33> };
#macro Pot(N)
  union {
    difference {
      union { RoundedDisc(0.56, 0.20, 0.6, 0.08) cylinder { y * 0.32, y * 1.16, 0.56 } torus { 0.535, 0.025 translate y * 1.16 } }
      cylinder { y * 0.4, y * 3, 0.51 }
      Matt(C[N])
    }
    cylinder { 0, y * 1.04, 0.52 texture { pigment { granite scale 0.15 color_map { [0 srgb <0.16, 0.11, 0.08>] [1 srgb <0.32, 0.23, 0.17>] } } normal { granite 0.6 scale 0.15 } } translate y * 0.0 scale <0.985, 1, 0.985> clipped_by { plane { -y, -0.5 } } }
    // the oak stand: four legs and a cross
    #for (I, 0, 3)
      cylinder { <0.60, 0, 0>, <0.60, 0.74, 0>, 0.04 WoodUp(OakLight, OakDark, 0.5) rotate y * (45 + 90 * I) }
    #end
    box { <-0.58, 0.10, -0.035>, <0.58, 0.18, 0.035> WoodOf(OakLight, OakDark, 0.5) rotate y * 45 }
    box { <-0.58, 0.10, -0.035>, <0.58, 0.18, 0.035> WoodOf(OakLight, OakDark, 0.5) rotate y * -45 }
  }
#end
// One long leaf: a flattened, tapering, bent blade.
#macro Leaf(L, Lean, W, G)
  #local N = 14;
  union {
    #for (I, 0, N - 1)
      #local T = I / N; #local U = (I + 1) / N;
      #local P = <Lean * T * T, L * T, 0>; #local Q = <Lean * U * U, L * U, 0>;
      #local WP = W * sin(pi * min(1, 0.12 + T * 0.88)) + 0.004; #local WQ = W * sin(pi * min(1, 0.12 + U * 0.88)) + 0.002;
      triangle { P + z * WP, P + x * 0.02, Q + z * WQ } triangle { P + x * 0.02, Q + z * WQ, Q + x * 0.02 }
      triangle { P - z * WP, P + x * 0.02, Q - z * WQ } triangle { P + x * 0.02, Q - z * WQ, Q + x * 0.02 }
    #end
    texture { pigment { G } finish { diffuse 0.72 specular 0.25 roughness 0.05 } }
  }
#end
#macro Sansevieria(Sd)
  #local R = seed(Sd);
  #for (I, 0, 12)
    #local A = I * 137.5; #local K = I / 12;
    object { Leaf(1.9 - K * 0.75 + rand(R) * 0.25, 0.10 + K * 0.55, 0.10 + rand(R) * 0.02, srgb <0.24 + rand(R) * 0.10, 0.42 + rand(R) * 0.10, 0.24 + rand(R) * 0.05>)
      rotate y * (90 * rand(R) - 45) translate x * (0.04 + K * 0.2) rotate y * A translate y * 1.0 }
  #end
#end
Studio(1.3)
#switch (View)
  #case (1) object { Pot(Colour) rotate y * 12 } Shot(<0, 2.3, -6.0>, <0, 0.58, 0>, 20) #break
  #case (2) object { Pot(Colour) rotate y * 12 } Sansevieria(7) Shot(<0, 2.7, -8.8>, <0, 1.42, 0>, 23) #break
  #case (3) object { Pot(0) rotate y * 8 translate <-0.55, 0, 0.5> } object { Pot(1) scale 0.72 rotate y * 30 translate <0.68, 0, 0.1> } object { Pot(2) scale 0.5 rotate y * 20 translate <0.12, 0, -0.75> }
    Shot(<0, 2.5, -6.8>, <0.05, 0.48, 0>, 25) #break
#end
