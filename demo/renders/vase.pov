#include "studio.inc"
#declare C = array[3] { srgb <0.91, 0.88, 0.83>, srgb <0.73, 0.47, 0.36>, srgb <0.34, 0.40, 0.36> };
#macro Vase(N)
  object { Turned(array[16] { <-0.1, 0>, <0, 0>, <0.26, 0.0>, <0.32, 0.04>, <0.50, 0.36>, <0.56, 0.66>, <0.44, 0.98>, <0.20, 1.16>, <0.165, 1.28>, <0.215, 1.42>, <0.205, 1.435>, <0.18, 1.41>, <0.13, 1.27>, <0.17, 1.13>, <0.40, 0.95>, <0.5, 0.6> })
    texture { pigment { C[N] } normal { gradient y 0.35 sine_wave scale 0.052 } finish { diffuse 0.82 specular 0.06 roughness 0.12 } } }
#end
// Dried grasses: thin bent stems, each ending in a plume.
#macro Grass(N0, Sd)
  #local R = seed(Sd);
  #for (I, 1, N0)
    #local A = rand(R) * 360; #local L = 0.85 + rand(R) * 0.6; #local B = 0.12 + rand(R) * 0.32;
    union {
      object { Tube(array[5] { <0, 0.5, 0>, <0, 1.0, 0>, <B * 0.25, 1.4 + L * 0.2, 0>, <B * 0.7, 1.4 + L * 0.6, 0>, <B * 1.3, 1.4 + L, 0> }, 0.007, 0.006, 14) pigment { srgb <0.72, 0.62, 0.44> } }
      #for (K, 0, 60)
        #local T = K / 60; #local P = <B * (0.62 + T * 0.42), 1.4 + L * (0.52 + T * 0.36), 0>;
        #local D = vnormalize(<rand(R) - 0.5 + 0.35, 0.9, rand(R) - 0.5>) * (0.10 * (1 - T * 0.6));
        cone { P, 0.007, P + D, 0.001 pigment { srgb <0.85, 0.76, 0.60> * (0.88 + rand(R) * 0.12) } }
      #end
      rotate y * A
    }
  #end
#end
Studio(1.5)
#switch (View)
  #case (1) object { Vase(Colour) } Shot(<0, 1.9, -6.0>, <0, 0.68, 0>, 21) #break
  #case (2) object { Vase(Colour) } Grass(9, 41) Shot(<0, 2.2, -7.2>, <0, 1.22, 0>, 24) #break
  #case (3) object { Vase(0) translate <-0.62, 0, 0.3> } object { Vase(1) scale 0.7 translate <0.12, 0, -0.35> } object { Vase(2) scale 0.86 translate <0.72, 0, 0.35> }
    Shot(<0, 2.2, -6.6>, <0.02, 0.58, 0>, 25) #break
#end
